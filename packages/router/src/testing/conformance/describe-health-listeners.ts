import { describe, expect, it } from 'vitest';
import type { ModelHealth } from '../../health/health-view.ts';
import { answer, type CreateHealthStore, fail, type Scene, setUpHealth } from './health-scene.ts';

/** The tests of listeners to health. */
export function describeHealthListeners(name: string, create: CreateHealthStore): void {
  const setUp = (): Scene => setUpHealth(create);

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
