import type { ProviderErrorKind } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { answer, type CreateHealthStore, fail, probe, type Scene, setUpHealth } from './health-scene.ts';

/** The tests of the health of providers. */
export function describeProviderHealth(name: string, create: CreateHealthStore): void {
  const setUp = (): Scene => setUpHealth(create);

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
        "a lists 2 models ('first', 'other'), but not 'one': correct upstream_name in the policy for a/one";
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
        reason: 'there is no data yet',
      });
      fail(scene, 'b/two', 'server-error');
      expect(scene.health.readProvider('b')).toMatchObject({ status: 'UNKNOWN', reason: 'its last call failed' });
      answer(scene, 'b/two');
      expect(scene.health.readProvider('b')).toMatchObject({ status: 'AVAILABLE', reason: null });
    });
  });
}
