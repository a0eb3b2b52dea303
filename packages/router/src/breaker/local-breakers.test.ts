import { createProviderError } from '@penstock/providers';
import { answerScript, failingScript } from '@penstock/providers/testing';
import { buildModel } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { ExecutionStage } from '../testing/execution-stage.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { textHeldBy } from '../testing/read-events.ts';
import type { Entry, Permit, Verdict } from './breakers.ts';
import { consecutiveFailures } from './consecutive-failures.ts';
import { createLocalBreakers, type LocalBreakers, type LocalBreakersOptions } from './local-breakers.ts';

const failed: Verdict = { type: 'failed', retryAfterMs: null };
const succeeded: Verdict = { type: 'succeeded' };
const neutral: Verdict = { type: 'neutral' };

function setUp(options: Partial<LocalBreakersOptions> = {}): { clock: FakeClock; breakers: LocalBreakers } {
  const clock = new FakeClock();
  const rules = () => [consecutiveFailures(3)];
  return { clock, breakers: createLocalBreakers({ clock, random: () => 0, rules, ...options }) };
}

async function enter(breakers: LocalBreakers): Promise<Entry> {
  return breakers.enter('m');
}

async function permitOf(breakers: LocalBreakers): Promise<Permit> {
  const entry = await enter(breakers);
  if (entry.type === 'refused') throw new Error('The breaker refused.');
  return entry.permit;
}

async function call(breakers: LocalBreakers, ...verdicts: Verdict[]): Promise<void> {
  for (const verdict of verdicts) (await permitOf(breakers)).settle(verdict);
}

describe('a breaker', () => {
  it('is closed for a model that was never called', () => {
    expect(setUp().breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null });
  });

  it('opens when a rule trips, and refuses until the cool-down is over', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, failed, failed);
    expect(breakers.read('m').state).toBe('CLOSED');
    await call(breakers, failed);
    const retryAtMs = clock.nowMs() + 1_000;
    expect(breakers.read('m')).toEqual({ state: 'OPEN', retryAtMs });
    expect(await enter(breakers)).toEqual({ type: 'refused', because: 'open', retryAtMs });
    await clock.advance(1_000);
    expect(breakers.read('m')).toEqual({ state: 'HALF_OPEN', retryAtMs: null });
  });

  it('lets a single call find out', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, failed, failed, failed);
    await clock.advance(1_000);
    const probe = await permitOf(breakers);
    expect(await enter(breakers)).toEqual({ type: 'refused', because: 'probing', retryAtMs: null });
    probe.settle(succeeded);
    expect(breakers.read('m').state).toBe('CLOSED');
    await call(breakers, failed, failed, succeeded);
    expect(breakers.read('m').state).toBe('CLOSED');
  });

  it('cools down longer each time that the probe fails, up to a limit', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, failed, failed, failed);
    const coolDowns: number[] = [];
    for (let probes = 0; probes < 5; probes += 1) {
      const waitMs = (breakers.read('m').retryAtMs ?? 0) - clock.nowMs();
      coolDowns.push(waitMs);
      await clock.advance(waitMs);
      await call(breakers, failed);
    }
    expect(coolDowns).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('starts with the short cool-down again after it was closed', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, failed, failed, failed);
    await clock.advance(1_000);
    await call(breakers, failed);
    await clock.advance(2_000);
    await call(breakers, succeeded, failed, failed, failed);
    expect(breakers.read('m').retryAtMs).toBe(clock.nowMs() + 1_000);
  });

  it('lets the next call find out when the probe has found nothing', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, failed, failed, failed);
    await clock.advance(1_000);
    await call(breakers, neutral);
    expect(breakers.read('m').state).toBe('HALF_OPEN');
    await call(breakers, succeeded);
    expect(breakers.read('m').state).toBe('CLOSED');
  });

  it('gives a probe up that never comes back', async () => {
    const { breakers, clock } = setUp({ probeTimeoutMs: 60_000 });
    await call(breakers, failed, failed, failed);
    await clock.advance(1_000);
    const lost = await permitOf(breakers);
    await clock.advance(60_000);
    const second = await permitOf(breakers);
    lost.settle(failed);
    expect(breakers.read('m').state).toBe('HALF_OPEN');
    second.settle(succeeded);
    expect(breakers.read('m').state).toBe('CLOSED');
  });

  it('does not listen to calls from before it opened', async () => {
    const { breakers, clock } = setUp();
    const [early, late] = [await permitOf(breakers), await permitOf(breakers)];
    await call(breakers, failed, failed, failed);
    early.settle(succeeded);
    expect(breakers.read('m').state).toBe('OPEN');
    await clock.advance(1_000);
    await call(breakers, succeeded);
    late.settle({ type: 'failed', retryAfterMs: 60_000 });
    expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null });
  });

  it('counts each call once', async () => {
    const { breakers } = setUp();
    const permit = await permitOf(breakers);
    for (let times = 0; times < 5; times += 1) permit.settle(failed);
    expect(breakers.read('m').state).toBe('CLOSED');
  });

  it('leaves a provider alone as long as it wants, without a trip', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, { type: 'failed', retryAfterMs: 2_000 });
    const retryAtMs = clock.nowMs() + 2_000;
    expect(await enter(breakers)).toEqual({ type: 'refused', because: 'held', retryAtMs });
    expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs });
    await clock.advance(2_000);
    expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null });
    await call(breakers, succeeded);
  });

  it('takes the wish of a provider that serves most of many calls as meant for that one call', async () => {
    const { breakers } = setUp();
    const wish: Verdict = { type: 'failed', retryAfterMs: 2_000 };
    await call(breakers, ...Array.from({ length: 18 }, () => succeeded), wish);
    expect((await enter(breakers)).type).toBe('refused');
    const other = setUp().breakers;
    await call(other, ...Array.from({ length: 19 }, () => succeeded), wish, succeeded, wish);
    expect(other.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null });
  });

  it('closes when a probe begins to answer, and still hears how that answer ends', async () => {
    const { breakers, clock } = setUp();
    await call(breakers, failed, failed, failed);
    await clock.advance(1_000);
    const probe = await permitOf(breakers);
    probe.answered();
    expect(breakers.read('m').state).toBe('CLOSED');
    probe.settle({ type: 'failed', retryAfterMs: 4_000 });
    probe.answered();
    expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: clock.nowMs() + 4_000 });
  });

  it('does not shorten what a provider wants', async () => {
    const { breakers, clock } = setUp();
    const [first, second] = [await permitOf(breakers), await permitOf(breakers)];
    first.settle({ type: 'failed', retryAfterMs: 8_000 });
    second.settle({ type: 'failed', retryAfterMs: 1_000 });
    expect(breakers.read('m').retryAtMs).toBe(clock.nowMs() + 8_000);
    await clock.advance(8_000);
    await call(breakers, { type: 'failed', retryAfterMs: 30_000 });
    expect(breakers.read('m').retryAtMs).toBe(clock.nowMs() + 30_000);
  });

  it('tells whoever listens, until they leave', async () => {
    const { breakers } = setUp();
    const heard: string[] = [];
    const leave = breakers.subscribe((modelId) => heard.push(modelId));
    await call(breakers, succeeded, failed, failed, failed);
    expect(heard).toEqual(['m']);
    leave();
    breakers.retain(new Set());
    await call(breakers, failed, failed, failed);
    expect(heard).toEqual(['m']);
  });

  it('forgets models that are gone', async () => {
    const { breakers } = setUp();
    await call(breakers, failed, failed, failed);
    breakers.retain(new Set(['m']));
    expect(breakers.read('m').state).toBe('OPEN');
    breakers.retain(new Set(['other']));
    expect(breakers.read('m').state).toBe('CLOSED');
  });
});

describe('a model that is down for a minute and then well', () => {
  it('is asked a few times only, and is back within seconds', async () => {
    const overloaded = createProviderError('overloaded', { providerId: 'a', message: 'Down.' });
    const stage = new ExecutionStage({
      models: [buildModel('a/one'), buildModel('b/two')],
      script: (modelId) => {
        const isDown = modelId === 'a/one' && stage.clock.elapsedMs() < 60_000;
        return isDown ? failingScript(overloaded) : answerScript(['Hello']);
      },
    });
    stage.services.breakers = createLocalBreakers({ clock: stage.clock });
    let backAtMs = 0;
    while (backAtMs === 0 && stage.clock.elapsedMs() < 90_000) {
      const events = await stage.run();
      expect(textHeldBy(events)).toBe('Hello');
      const last = events.at(-1);
      if (last?.type === 'completed' && last.attempt.modelId === 'a/one') backAtMs = stage.clock.elapsedMs();
      await stage.clock.advance(200);
    }
    const calls = stage.calls.filter((seen) => seen.modelId === 'a/one' && seen.atMs < 60_000);
    expect(calls.length).toBeLessThan(25);
    expect(backAtMs).toBeGreaterThanOrEqual(60_000);
    expect(backAtMs).toBeLessThan(66_000);
  });
});
