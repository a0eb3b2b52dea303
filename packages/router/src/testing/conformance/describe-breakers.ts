import { describe, expect, it } from 'vitest';
import type { Breakers, Entry, Permit } from '../../breaker/breakers.ts';
import type { CallResult } from '../../breaker/call-result.ts';
import { consecutiveFailures } from '../../breaker/consecutive-failures.ts';
import type { BreakersOptions } from '../../breaker/local-breakers.ts';
import { FakeClock } from '../fake-clock.ts';

/** An implementation under test. */
export type BreakersSubject = {
  breakers: Breakers;
  /** Resolves when the breakers have processed all calls, and `read` shows the result. */
  settled(): Promise<void>;
};

const failed: CallResult = { type: 'failed', retryAfterMs: null, isRateLimit: false };
const succeeded: CallResult = { type: 'succeeded' };
const neutral: CallResult = { type: 'neutral' };

/** The breaker of the model `m`. It trips at three consecutive failures, and cools down without random parts. */
class Scene {
  readonly clock = new FakeClock();
  readonly breakers: Breakers;
  readonly settled: () => Promise<void>;

  constructor(create: (options: BreakersOptions) => BreakersSubject, options: Partial<BreakersOptions>) {
    const subject = create({ clock: this.clock, random: () => 0, rules: [consecutiveFailures(3)], ...options });
    this.breakers = subject.breakers;
    this.settled = subject.settled;
  }

  async enter(): Promise<Entry> {
    return this.breakers.enter('m');
  }

  async permit(): Promise<Permit> {
    const entry = await this.enter();
    if (entry.type === 'refused') throw new Error('The breaker refused.');
    return entry.permit;
  }

  async settle(permit: Permit, result: CallResult): Promise<void> {
    this.breakers.settle(permit, result);
    await this.settled();
  }

  async call(...results: CallResult[]): Promise<void> {
    for (const result of results) await this.settle(await this.permit(), result);
  }

  get state(): string {
    return this.breakers.read('m').state;
  }
}

/** The tests of every implementation of `Breakers`. `create` makes breakers without models. */
export function describeBreakers(name: string, create: (options: BreakersOptions) => BreakersSubject): void {
  const setUp = (options: Partial<BreakersOptions> = {}): Scene => new Scene(create, options);

  describe(`breakers ${name}: opening and closing`, () => {
    it('is closed for a model that was never called', () => {
      expect(setUp().breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null, isRateLimit: false });
    });

    it('opens when a rule trips, and refuses until the cool-down is over', async () => {
      const scene = setUp();
      const { breakers, clock } = scene;
      await scene.call(failed, failed);
      expect(scene.state).toBe('CLOSED');
      await scene.call(failed);
      const retryAtMs = clock.nowMs() + 1_000;
      expect(breakers.read('m')).toEqual({ state: 'OPEN', retryAtMs, isRateLimit: false });
      expect(await scene.enter()).toEqual({ type: 'refused', because: 'open', retryAtMs, isRateLimit: false });
      await clock.advance(1_000);
      expect(breakers.read('m')).toEqual({ state: 'HALF_OPEN', retryAtMs: null, isRateLimit: false });
    });

    it('keeps models apart', async () => {
      const scene = setUp();
      await scene.call(failed, failed, failed);
      expect(scene.breakers.read('other').state).toBe('CLOSED');
      expect((await scene.breakers.enter('other')).type).toBe('admitted');
    });

    it('lets a single call be the probe', async () => {
      const scene = setUp();
      await scene.call(failed, failed, failed);
      await scene.clock.advance(1_000);
      const probe = await scene.permit();
      expect(await scene.enter()).toEqual({ type: 'refused', because: 'probing', retryAtMs: null, isRateLimit: false });
      await scene.settle(probe, succeeded);
      expect(scene.state).toBe('CLOSED');
      await scene.call(failed, failed, succeeded);
      expect(scene.state).toBe('CLOSED');
    });

    it('cools down longer each time that the probe fails, up to a limit', async () => {
      const scene = setUp();
      await scene.call(failed, failed, failed);
      const coolDowns: number[] = [];
      for (let probes = 0; probes < 5; probes += 1) {
        const waitMs = (scene.breakers.read('m').retryAtMs ?? 0) - scene.clock.nowMs();
        coolDowns.push(waitMs);
        await scene.clock.advance(waitMs);
        await scene.call(failed);
      }
      expect(coolDowns).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
    });

    it('starts with the short cool-down again after it was closed', async () => {
      const scene = setUp();
      await scene.call(failed, failed, failed);
      await scene.clock.advance(1_000);
      await scene.call(failed);
      await scene.clock.advance(2_000);
      await scene.call(succeeded, failed, failed, failed);
      expect(scene.breakers.read('m').retryAtMs).toBe(scene.clock.nowMs() + 1_000);
    });

    it('lets the next call be the probe when the probe gave no result', async () => {
      const scene = setUp();
      await scene.call(failed, failed, failed);
      await scene.clock.advance(1_000);
      await scene.call(neutral);
      expect(scene.state).toBe('HALF_OPEN');
      await scene.call(succeeded);
      expect(scene.state).toBe('CLOSED');
    });

    it('gives up a probe that never ends', async () => {
      const scene = setUp({ probeTimeoutMs: 60_000 });
      await scene.call(failed, failed, failed);
      await scene.clock.advance(1_000);
      const lost = await scene.permit();
      await scene.clock.advance(60_000);
      const second = await scene.permit();
      await scene.settle(lost, failed);
      expect(scene.state).toBe('HALF_OPEN');
      await scene.settle(second, succeeded);
      expect(scene.state).toBe('CLOSED');
    });

    it('closes when a probe begins to answer, and still records the end of that answer', async () => {
      const scene = setUp();
      const { breakers, clock } = scene;
      await scene.call(failed, failed, failed);
      await clock.advance(1_000);
      const probe = await scene.permit();
      breakers.answered(probe);
      await scene.settled();
      expect(scene.state).toBe('CLOSED');
      await scene.settle(probe, { type: 'failed', retryAfterMs: 4_000, isRateLimit: false });
      breakers.answered(probe);
      await scene.settled();
      expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: clock.nowMs() + 4_000, isRateLimit: false });
    });
  });

  describe(`breakers ${name}: counted calls`, () => {
    it('ignores calls from before it opened', async () => {
      const scene = setUp();
      const { breakers, clock } = scene;
      const [early, late] = [await scene.permit(), await scene.permit()];
      await scene.call(failed, failed, failed);
      await scene.settle(early, succeeded);
      expect(scene.state).toBe('OPEN');
      await clock.advance(1_000);
      await scene.call(succeeded);
      await scene.settle(late, { type: 'failed', retryAfterMs: 60_000, isRateLimit: false });
      expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null, isRateLimit: false });
    });

    it('counts each call once', async () => {
      const scene = setUp();
      const permit = await scene.permit();
      for (let times = 0; times < 5; times += 1) await scene.settle(permit, failed);
      await scene.call(failed);
      expect(scene.state).toBe('CLOSED');
      await scene.call(failed);
      expect(scene.state).toBe('OPEN');
    });

    it('counts each probe once', async () => {
      const scene = setUp();
      await scene.call(failed, failed, failed);
      await scene.clock.advance(1_000);
      const probe = await scene.permit();
      await scene.settle(probe, failed);
      await scene.clock.advance(2_000);
      await scene.settle(probe, failed);
      expect(scene.state).toBe('HALF_OPEN');
      await scene.settle(probe, succeeded);
      expect(scene.state).toBe('HALF_OPEN');
    });

    it('uses the order in which calls began', async () => {
      const scene = setUp();
      const permits: Permit[] = [];
      for (let calls = 0; calls < 6; calls += 1) permits.push(await scene.permit());
      for (const [index, permit] of permits.entries()) if (index % 2 === 0) await scene.settle(permit, failed);
      expect(scene.state).toBe('CLOSED');
    });

    it('accepts permits after a round trip through JSON', async () => {
      const scene = setUp();
      const permits = [await scene.permit(), await scene.permit(), await scene.permit()];
      for (const permit of permits) await scene.settle(JSON.parse(JSON.stringify(permit)) as Permit, failed);
      expect(scene.state).toBe('OPEN');
    });
  });

  describe(`breakers ${name}: Retry-After`, () => {
    it.each([true, false])(
      "holds calls for the provider's Retry-After, without a trip (rate limit: %s)",
      async (isRateLimit) => {
        const scene = setUp();
        const { breakers, clock } = scene;
        await scene.call({ type: 'failed', retryAfterMs: 2_000, isRateLimit });
        const retryAtMs = clock.nowMs() + 2_000;
        expect(await scene.enter()).toEqual({ type: 'refused', because: 'held', retryAtMs, isRateLimit });
        expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs, isRateLimit });
        await clock.advance(2_000);
        expect(breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null, isRateLimit: false });
        await scene.call(succeeded);
      },
    );

    it('applies only to one call if the provider serves most of many calls', async () => {
      const scene = setUp();
      const wait: CallResult = { type: 'failed', retryAfterMs: 2_000, isRateLimit: false };
      await scene.call(...Array.from({ length: 18 }, () => succeeded), wait);
      expect((await scene.enter()).type).toBe('refused');
      const other = setUp();
      await other.call(...Array.from({ length: 19 }, () => succeeded), wait, succeeded, wait);
      expect(other.breakers.read('m')).toEqual({ state: 'CLOSED', retryAtMs: null, isRateLimit: false });
    });

    it('is not shortened by a later Retry-After', async () => {
      const scene = setUp();
      const [first, second] = [await scene.permit(), await scene.permit()];
      await scene.settle(first, { type: 'failed', retryAfterMs: 8_000, isRateLimit: false });
      await scene.settle(second, { type: 'failed', retryAfterMs: 1_000, isRateLimit: false });
      expect(scene.breakers.read('m').retryAtMs).toBe(scene.clock.nowMs() + 8_000);
      await scene.clock.advance(8_000);
      await scene.call({ type: 'failed', retryAfterMs: 30_000, isRateLimit: false });
      expect(scene.breakers.read('m').retryAtMs).toBe(scene.clock.nowMs() + 30_000);
    });
  });

  describe(`breakers ${name}: listeners and memory`, () => {
    it('calls listeners for each change, until they unsubscribe', async () => {
      const scene = setUp();
      const heard: string[] = [];
      const leave = scene.breakers.subscribe((modelId) => heard.push(modelId));
      await scene.call(succeeded, failed, failed, failed);
      expect(heard).toEqual(['m']);
      leave();
      scene.breakers.retain(new Set());
      await scene.call(failed, failed, failed);
      expect(heard).toEqual(['m']);
    });

    it('drops removed models, with their permits', async () => {
      const scene = setUp();
      const { breakers } = scene;
      const early = [await scene.permit(), await scene.permit(), await scene.permit()];
      await scene.call(failed, failed, failed);
      breakers.retain(new Set(['m']));
      await scene.settled();
      expect(scene.state).toBe('OPEN');
      breakers.retain(new Set(['other']));
      await scene.settled();
      expect(scene.state).toBe('CLOSED');
      await scene.clock.advance(1);
      await scene.call(succeeded);
      for (const permit of early) await scene.settle(permit, failed);
      expect(scene.state).toBe('CLOSED');
    });
  });
}
