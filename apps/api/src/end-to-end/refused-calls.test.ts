import { expect } from 'vitest';
import { describeFailover } from './describe-failover.ts';
import { attemptsOf, expectWhole, gapsBetween } from './expectations.ts';
import { retryBaseMs } from './stage.ts';

/** The additional time of a pause on a network and a busy machine, milliseconds. */
const slackMs = 400;

/** Checks two pauses. The second is twice the first, and each is shortened by a random share of up to two fifths. */
function expectGrowingPauses(gaps: readonly number[]): void {
  expect(gaps).toHaveLength(2);
  for (const [index, gap] of gaps.entries()) {
    const fullMs = retryBaseMs * 2 ** index;
    expect(gap).toBeGreaterThanOrEqual(Math.floor(fullMs * 0.6) - 2);
    expect(gap).toBeLessThan(fullMs + slackMs);
  }
}

describeFailover('An upstream that refuses', [
  {
    key: 'rate-limit-named',
    title: '429 with Retry-After: the next model answers immediately, and no call is made within that time',
    models: [{ key: 'a', faults: ['429-retry-after:2'] }, { key: 'b' }],
    async check(scene) {
      expectWhole(scene, 'b');
      expect(attemptsOf(scene, 'a', 'b')).toEqual(['a RATE_LIMIT', 'b SUCCEEDED']);
      expect(scene.result.tookMs).toBeLessThan(1_500);
      expect((await scene.sendAgain()).end).toEqual({ type: 'completed', model: scene.model('b') });
      expect(scene.seen('a')).toHaveLength(1);
      expect(scene.seen('b')).toHaveLength(2);
    },
  },
  {
    key: 'rate-limit-many',
    title: '429 with Retry-After to concurrent requests: each calls at most once, and none again within that time',
    models: [{ key: 'a', faults: ['429-retry-after:60'], isForever: true }, { key: 'b' }],
    async check(scene) {
      const sendMany = () => Promise.all(Array.from({ length: 10 }, () => scene.sendAgain()));
      const result = [scene.result, ...(await sendMany()), ...(await sendMany())];
      for (const { end } of result) expect(end).toEqual({ type: 'completed', model: scene.model('b') });
      expect(scene.seen('a')).toHaveLength(1);
      expect(scene.seen('b')).toHaveLength(21);
      expect(scene.service.services.health.read(scene.model('a')).retryAtMs).toBeGreaterThan(Date.now() + 10_000);
    },
  },
  {
    key: 'rate-limit-long',
    title: '429 with a Retry-After that is too long, and no other model: a failure, and no second call',
    models: [{ key: 'a', faults: ['429-retry-after:60'], isForever: true }],
    async check(scene) {
      const code = scene.endpoint.name === 'v1' ? 'RATE_LIMIT_EXCEEDED' : 'ALL_MODELS_FAILED';
      expect(scene.result.end).toMatchObject({ type: 'failed', code });
      expect(scene.result.end).toHaveProperty('message', expect.stringContaining('rate-limit'));
      expect(scene.result.tookMs).toBeLessThan(8_000);
      const again = await scene.sendAgain();
      expect(again.end).toMatchObject({ type: 'failed', code });
      expect(scene.seen('a')).toHaveLength(1);
    },
  },
  {
    key: 'rate-limit-alone',
    title: '429 with Retry-After and no other model: it waits at least that long',
    models: [{ key: 'a', faults: ['429-retry-after:1'] }],
    check(scene) {
      expectWhole(scene, 'a');
      expect(scene.seen('a')).toHaveLength(2);
      const [gap] = gapsBetween(scene.seen('a'));
      expect(gap).toBeGreaterThanOrEqual(1_000);
      expect(gap).toBeLessThan(1_000 + retryBaseMs + 2 * slackMs);
    },
  },
  ...(['429', '503', '529'] as const).map((fault) => ({
    key: `ever-${fault}`,
    title: `${fault} every time: three calls with growing pauses, then the next model`,
    models: [{ key: 'a', faults: [fault], isForever: true }, { key: 'b' }],
    check(scene: Parameters<typeof expectWhole>[0]) {
      const code = fault === '429' ? 'RATE_LIMIT' : 'OVERLOADED';
      expectWhole(scene, 'b');
      expect(attemptsOf(scene, 'a', 'b')).toEqual([`a ${code}`, `a ${code}`, `a ${code}`, 'b SUCCEEDED']);
      expectGrowingPauses(gapsBetween(scene.seen('a')));
      expect(scene.seen('b')).toHaveLength(1);
    },
  })),
  {
    key: 'broke-once',
    title: '500 once: one retry of the same model, which answers',
    models: [{ key: 'a', faults: ['500'] }, { key: 'b' }],
    check(scene) {
      expectWhole(scene, 'a');
      expect(attemptsOf(scene, 'a')).toEqual(['a SERVER_ERROR', 'a SUCCEEDED']);
      expect(scene.seen('a')).toHaveLength(2);
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'broke-twice',
    title: '500 twice: the next model',
    models: [{ key: 'a', faults: ['500', '502'] }, { key: 'b' }],
    check(scene) {
      expectWhole(scene, 'b');
      expect(scene.seen('a')).toHaveLength(2);
    },
  },
  {
    key: 'reset-once',
    title: 'a reset before the headers: one retry of the same model, which answers',
    models: [{ key: 'a', faults: ['reset'] }, { key: 'b' }],
    check(scene) {
      expectWhole(scene, 'a');
      expect(attemptsOf(scene, 'a')).toEqual(['a CONNECTION', 'a SUCCEEDED']);
      expect(scene.seen('b')).toHaveLength(0);
    },
  },
  {
    key: 'reset-ever',
    title: 'permanent resets: two calls, then the next model',
    models: [{ key: 'a', faults: ['reset'], isForever: true }, { key: 'b' }],
    check(scene) {
      expectWhole(scene, 'b');
      expect(scene.seen('a')).toHaveLength(2);
    },
  },
  {
    key: 'credentials',
    title: 'bad credentials: no retry, the next model, and health shows it to the operator',
    models: [{ key: 'a', faults: ['bad-credentials'], isForever: true }, { key: 'b' }],
    async check(scene) {
      expectWhole(scene, 'b');
      expect(attemptsOf(scene, 'a', 'b')).toEqual(['a AUTHENTICATION', 'b SUCCEEDED']);
      expect(scene.seen('a')).toHaveLength(1);
      const health = scene.service.services.health.read(scene.model('a'));
      expect(health).toMatchObject({ status: 'UNAVAILABLE', breaker: 'CLOSED' });
      expect(health.reason).toMatch(/misconfigured|key|credential/i);
      await scene.sendAgain();
      expect(scene.seen('a')).toHaveLength(1);
    },
  },
  {
    key: 'quota',
    title: 'an account without credit: no retry, the next model',
    models: [{ key: 'a', faults: ['quota'], isForever: true }, { key: 'b' }],
    check(scene) {
      expectWhole(scene, 'b');
      expect(attemptsOf(scene, 'a', 'b')).toEqual(['a QUOTA_EXHAUSTED', 'b SUCCEEDED']);
      expect(scene.seen('a')).toHaveLength(1);
    },
  },
]);
