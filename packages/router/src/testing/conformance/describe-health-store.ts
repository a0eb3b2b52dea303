import { noTokens, type ProviderErrorKind } from '@penstock/providers';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../../attempt.ts';
import { LocalBreakers } from '../../breaker/local-breakers.ts';
import { recordSkip } from '../../execute/attempt-record.ts';
import type { HealthStore } from '../../health/health-store.ts';
import type { ModelHealth } from '../../health/health-view.ts';
import type { HealthOptions } from '../../health/local-health.ts';
import type { ProbeResult } from '../../health/provider-health.ts';
import { FakeClock } from '../fake-clock.ts';

const models = ['a/one', 'a/other', 'b/two'].map((id) => buildModel(id));

type Scene = { clock: FakeClock; health: HealthStore; breakers: LocalBreakers };

function setUpWith(create: (options: HealthOptions) => HealthStore): Scene {
  const clock = new FakeClock();
  const breakers = new LocalBreakers({ clock, random: () => 0 });
  const catalog = { models, find: (id: string) => models.find((model) => model.id === id) };
  const accountHint = (providerId: string): string | null => (providerId === 'a' ? 'set A_API_KEY' : null);
  return { clock, breakers, health: create({ clock, breakers, catalog: () => catalog, accountHint }) };
}

function attempt(clock: FakeClock, modelId: string, facts: Partial<AttemptRecord> = {}): AttemptRecord {
  const identity = { number: 1, modelId, deploymentId: 'default', providerId: modelId.split('/')[0] ?? '' };
  const record = recordSkip(
    identity,
    { type: 'refused', because: 'open', retryAtMs: null, isRateLimit: false },
    clock.nowMs(),
  );
  return { ...record, outcome: 'succeeded', errorMessage: null, latencyMs: 1_000, firstTokenMs: 200, ...facts };
}

function answer({ clock, health }: Scene, modelId: string, facts: Partial<AttemptRecord> = {}): void {
  health.attemptEnded(attempt(clock, modelId, facts));
}

function fail(scene: Scene, modelId: string, errorKind: ProviderErrorKind): void {
  answer(scene, modelId, { outcome: 'failed', errorKind, errorMessage: `It is ${errorKind}.` });
}

function probe(clock: FakeClock, facts: Partial<ProbeResult> = {}): ProbeResult {
  const well = { isReachable: true, latencyMs: 12, modelNames: [], errorKind: null, errorMessage: null };
  return { providerId: 'a', checkedAtMs: clock.nowMs(), ...well, ...facts };
}

/** The tests of every implementation of `HealthStore`. `create` makes a store without evidence. */
export function describeHealthStore(name: string, create: (options: HealthOptions) => HealthStore): void {
  const setUp = (): Scene => setUpWith(create);

  describe(`${name}: health of a model`, () => {
    it('is unknown without evidence, also for an unknown model', () => {
      const { health } = setUp();
      const unknown = {
        status: 'UNKNOWN',
        breaker: 'CLOSED',
        successRate: null,
        p50LatencyMs: null,
        checkedAtMs: null,
      };
      expect(health.read('a/one')).toMatchObject({ modelId: 'a/one', ...unknown });
      expect(health.read('no slash')).toMatchObject({ modelId: 'no slash', ...unknown });
    });

    it('is kept only for models of the catalog, so that no caller can fill the memory with names', () => {
      const { health } = setUp();
      expect(health.read('a/one')).toBe(health.read('a/one'));
      expect(health.read('made/up')).not.toBe(health.read('made/up'));
    });

    it('has the figures of its traffic', async () => {
      const scene = setUp();
      const usage = { ...noTokens, inputTokens: 1, outputTokens: 40 };
      for (let calls = 0; calls < 19; calls += 1) answer(scene, 'a/one', { usage });
      answer(scene, 'a/one', { usage, latencyMs: 9_000 });
      fail(scene, 'a/one', 'server-error');
      await scene.clock.advance(300);
      const told = scene.health.read('a/one');
      expect(told).toMatchObject({ status: 'AVAILABLE', reason: null, checkedAtMs: 1_000_000 });
      expect(told.successRate).toBeCloseTo(20 / 21);
      for (const [figure, exact] of [
        [told.p50LatencyMs, 1_000],
        [told.p95LatencyMs, 1_000],
        [told.firstTokenMs, 200],
        [told.tokensPerSecond, 50],
      ] as const) {
        expect(Math.abs((figure ?? 0) / exact - 1)).toBeLessThan(0.07);
      }
    });

    it('calculates the speed if the provider reports no usage', () => {
      const scene = setUp();
      answer(scene, 'a/one', { counted: { prefillTokens: 0, outputTokens: 40, reasoningTokens: 0 } });
      expect(Math.abs((scene.health.read('a/one').tokensPerSecond ?? 0) / 50 - 1)).toBeLessThan(0.07);
    });

    it('has no speed for a few tokens', () => {
      const scene = setUp();
      answer(scene, 'a/one', { counted: { prefillTokens: 0, outputTokens: 2, reasoningTokens: 0 } });
      expect(scene.health.read('a/one').tokensPerSecond).toBeNull();
    });

    it('forgets evidence older than five minutes', async () => {
      const scene = setUp();
      answer(scene, 'a/one');
      await scene.clock.advance(330_000);
      expect(scene.health.read('a/one')).toMatchObject({ status: 'UNKNOWN', successRate: null, p50LatencyMs: null });
      answer(scene, 'a/one');
      expect(scene.health.read('a/one').status).toBe('AVAILABLE');
    });

    it('has the 95th percentile of first tokens from 20 on, outrun attempts included', async () => {
      const scene = setUp();
      for (let calls = 0; calls < 18; calls += 1) answer(scene, 'a/one');
      answer(scene, 'a/one', { outcome: 'outrun', firstTokenMs: null, latencyMs: 3_000 });
      expect(scene.health.read('a/one')).toMatchObject({ p95FirstTokenMs: null, successRate: 1 });
      answer(scene, 'a/one', { outcome: 'outrun', firstTokenMs: null, latencyMs: 3_000 });
      await scene.clock.advance(300);
      const { p95FirstTokenMs, successRate } = scene.health.read('a/one');
      expect(Math.abs((p95FirstTokenMs ?? 0) / 3_000 - 1)).toBeLessThan(0.07);
      expect(successRate).toBe(1);
    });

    it.each(['bad-request', 'context-length', 'content-filter'] as const)('does not suffer from %s', (kind) => {
      const scene = setUp();
      answer(scene, 'a/one');
      fail(scene, 'a/one', kind);
      answer(scene, 'a/one', { outcome: 'cancelled' });
      expect(scene.health.read('a/one').successRate).toBe(1);
    });

    it('shows its breaker, and the time of the next possible try', async () => {
      const scene = setUp();
      for (let calls = 0; calls < 5; calls += 1) {
        const entry = await scene.breakers.enter('a/one');
        if (entry.type === 'admitted')
          scene.breakers.settle(entry.permit, { type: 'failed', retryAfterMs: null, isRateLimit: false });
        fail(scene, 'a/one', 'overloaded');
      }
      expect(scene.health.read('a/one')).toMatchObject({
        status: 'UNAVAILABLE',
        breaker: 'OPEN',
        reason: 'its breaker is open: It is overloaded.',
        retryAtMs: 1_001_000,
      });
      await scene.clock.advance(1_000);
      expect(scene.health.read('a/one')).toMatchObject({ status: 'UNKNOWN', breaker: 'HALF_OPEN', retryAtMs: null });
    });

    it("reports a model that its provider lacks as missing, but not the provider's other models", () => {
      const scene = setUp();
      answer(scene, 'a/other');
      fail(scene, 'a/one', 'model-not-found');
      expect(scene.health.read('a/one')).toMatchObject({ status: 'UNAVAILABLE', reason: 'It is model-not-found.' });
      expect(scene.health.read('a/other').status).toBe('AVAILABLE');
    });

    it('drops removed models', () => {
      const scene = setUp();
      answer(scene, 'a/one');
      scene.health.retain(new Set(['a/other']));
      expect(scene.health.read('a/one').checkedAtMs).toBeNull();
    });
  });

  describe(`${name}: health of a provider`, () => {
    it('is misconfigured when its account is refused, with all of its models, until it is accepted', async () => {
      const scene = setUp();
      const { health, clock } = scene;
      fail(scene, 'a/one', 'authentication');
      const reason = 'It is authentication: set A_API_KEY';
      expect(health.readProvider('a')).toMatchObject({ status: 'UNAVAILABLE', isMisconfigured: true, reason });
      expect(health.read('a/other')).toMatchObject({ status: 'UNAVAILABLE', reason, retryAtMs: 1_060_000 });
      expect(health.read('b/two').status).toBe('UNKNOWN');
      expect(health.isInDoubt('a')).toBe(true);
      await clock.advance(10);
      health.probeEnded(probe(clock), {});
      expect(health.readProvider('a')).toMatchObject({ status: 'AVAILABLE', isMisconfigured: false, reason: null });
      expect(health.read('a/other').status).toBe('UNKNOWN');
      expect(health.isInDoubt('a')).toBe(false);
    });

    it('is not misconfigured by refusals among answers, but by refusals over a second without answers', async () => {
      const scene = setUp();
      const { health, clock } = scene;
      answer(scene, 'a/one');
      for (let round = 0; round < 3; round += 1) {
        fail(scene, 'a/one', 'quota-exhausted');
        await clock.advance(999);
        fail(scene, 'a/one', 'quota-exhausted');
        expect(health.readProvider('a')).toMatchObject({ status: 'UNKNOWN', isMisconfigured: false });
        health.answerBegan('a');
      }
      fail(scene, 'a/other', 'quota-exhausted');
      await clock.advance(1_000);
      fail(scene, 'a/other', 'quota-exhausted');
      expect(health.readProvider('a')).toMatchObject({ status: 'UNAVAILABLE', isMisconfigured: true });
    });

    it('is no longer misconfigured as soon as an answer begins, however it ends', () => {
      const scene = setUp();
      fail(scene, 'a/one', 'authentication');
      expect(scene.health.readProvider('a').isMisconfigured).toBe(true);
      expect(scene.health.read('a/other').status).toBe('UNAVAILABLE');
      scene.health.answerBegan('a');
      expect(scene.health.readProvider('a').isMisconfigured).toBe(false);
      expect(scene.health.read('a/other').status).not.toBe('UNAVAILABLE');
    });

    it('is misconfigured by the first refusal if its last answer was long ago', async () => {
      const scene = setUp();
      answer(scene, 'a/one');
      await scene.clock.advance(60_001);
      fail(scene, 'a/one', 'authentication');
      expect(scene.health.readProvider('a').isMisconfigured).toBe(true);
    });

    it('is not reachable when it does not answer a probe, with all of its models', () => {
      const { health, clock } = setUp();
      const refused = { isReachable: false, errorKind: 'connection', errorMessage: 'Connection refused.' } as const;
      health.probeEnded(probe(clock, refused), {});
      const reason = 'a does not answer: Connection refused.';
      expect(health.readProvider('a')).toMatchObject({ status: 'UNAVAILABLE', isMisconfigured: false, reason });
      expect(health.read('a/one')).toMatchObject({ status: 'UNAVAILABLE', reason });
    });

    it('may still be called while it is local and busy, for example loading a model', () => {
      const { health, clock } = setUp();
      const silent = { isReachable: false, isBusy: true, errorKind: 'timeout', errorMessage: 'No answer.' } as const;
      health.probeEnded(probe(clock, silent), {});
      expect(health.readProvider('a').status).toBe('UNKNOWN');
      expect(health.read('a/one').status).toBe('UNKNOWN');
    });

    it.each<ProviderErrorKind>(['protocol', 'server-error', 'overloaded', 'stream-cut'])(
      'is in doubt when it answers a probe with something that is no list (%s)',
      (errorKind) => {
        const { health, clock } = setUp();
        health.probeEnded(probe(clock, { isReachable: false, errorKind, errorMessage: 'That is no list.' }), {});
        expect(health.readProvider('a').status).toBe('UNKNOWN');
        expect(health.read('a/one').status).toBe('UNKNOWN');
      },
    );

    it('may still be called if it is local and refuses only its list', () => {
      const { health, clock } = setUp();
      const refused = { isReachable: false, errorKind: 'authentication', errorMessage: 'No access.' } as const;
      health.probeEnded(probe(clock, { ...refused, isLocal: true }), {});
      expect(health.read('a/one').status).toBe('UNKNOWN');
      health.probeEnded(probe(clock, refused), {});
      expect(health.read('a/one').status).toBe('UNAVAILABLE');
    });

    it('describes a model whose name its list lacks, until the list has it', () => {
      const { health, clock } = setUp();
      expect(health.describeUnlisted('a/one')).toBeNull();
      health.probeEnded(probe(clock, { modelNames: ['first', 'other'] }), { 'a/one': false });
      const sentence =
        "a lists 2 models ('first', 'other'), but not 'one': set upstream_name in the policy to the name that is meant for a/one";
      expect(health.describeUnlisted('a/one')).toBe(sentence);
      expect(health.read('a/one')).toMatchObject({ status: 'UNKNOWN', reason: sentence });
      expect(health.describeUnlisted('a/other')).toBeNull();
      health.probeEnded(probe(clock, { modelNames: ['one'] }), { 'a/one': true });
      expect(health.describeUnlisted('a/one')).toBeNull();
    });

    it('learns its models from its list', () => {
      const { health, clock } = setUp();
      const listed = {
        'a/one': true,
        'a/other': false,
      };
      health.probeEnded(probe(clock), listed);
      expect(health.read('a/one').status).toBe('AVAILABLE');
      // It may still serve the model: only a call shows it.
      expect(health.read('a/other')).toMatchObject({
        status: 'UNKNOWN',
        reason: 'a does not list this model: check its upstream_name in the policy',
      });
    });

    it('is unknown without evidence, and in doubt after a failure', () => {
      const scene = setUp();
      expect(scene.health.readProvider('b')).toMatchObject({
        status: 'UNKNOWN',
        reason: 'nothing was heard of it yet',
      });
      fail(scene, 'b/two', 'server-error');
      expect(scene.health.readProvider('b')).toMatchObject({ status: 'UNKNOWN', reason: 'its last call failed' });
      answer(scene, 'b/two');
      expect(scene.health.readProvider('b')).toMatchObject({ status: 'AVAILABLE', reason: null });
    });
  });

  describe(`${name}: a listener to health`, () => {
    it('receives a new status at once, and figures within a second', async () => {
      const scene = setUp();
      const heard: ModelHealth[] = [];
      const leave = scene.health.subscribe((health) => heard.push(health));
      answer(scene, 'a/one');
      answer(scene, 'a/one');
      expect(heard.map(({ modelId, status }) => [modelId, status])).toEqual([['a/one', 'AVAILABLE']]);
      fail(scene, 'a/one', 'server-error');
      expect(heard).toHaveLength(1);
      await scene.clock.advance(1_000);
      expect(heard).toHaveLength(2);
      expect(heard[1]?.successRate).toBeCloseTo(2 / 3);
      leave();
      fail(scene, 'a/one', 'authentication');
      await scene.clock.advance(5_000);
      expect(heard).toHaveLength(2);
      expect(scene.clock.waiting).toBe(0);
    });

    it('receives all models of a failing provider', () => {
      const scene = setUp();
      const heard: string[] = [];
      scene.health.subscribe(({ modelId, status }) => heard.push(`${modelId} ${status}`));
      fail(scene, 'a/one', 'authentication');
      expect(heard).toEqual(['a/one UNAVAILABLE', 'a/other UNAVAILABLE']);
    });

    it('receives changes of a breaker, and changes caused by time', async () => {
      const scene = setUp();
      const heard: string[] = [];
      scene.health.subscribe(({ modelId, breaker }) => heard.push(`${modelId} ${breaker}`));
      for (let calls = 0; calls < 5; calls += 1) {
        const entry = await scene.breakers.enter('b/two');
        if (entry.type === 'admitted')
          scene.breakers.settle(entry.permit, { type: 'failed', retryAfterMs: null, isRateLimit: false });
      }
      expect(heard).toEqual(['b/two OPEN']);
      await scene.clock.advance(2_000);
      expect(heard).toEqual(['b/two OPEN', 'b/two HALF_OPEN']);
      scene.health.close();
      expect(scene.clock.waiting).toBe(0);
    });
  });
}
