import { noTokens } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { answer, type CreateHealthStore, fail, type Scene, setUpHealth } from './health-scene.ts';

/** The tests of the health of models. */
export function describeModelHealth(name: string, create: CreateHealthStore): void {
  const setUp = (): Scene => setUpHealth(create);

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
}
