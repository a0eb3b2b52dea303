import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('a token bucket', () => {
  test("gives a minute's amount at once, then at the pace of the refill", () => {
    const bucket = new TokenBucket(60, 0);
    for (let taken = 0; taken < 60; taken++) {
      expect(bucket.waitMs(1, 60)).toBe(0);
      bucket.take(1);
    }
    expect([bucket.waitMs(1, 60), bucket.remaining]).toEqual([1_000, 0]);
    bucket.refill(60, 999);
    expect(bucket.waitMs(1, 60)).toBe(1);
    bucket.refill(60, 1_000);
    expect([bucket.waitMs(1, 60), bucket.remaining]).toEqual([0, 1]);
  });

  test('allows more than its capacity when it is full, and pays the debt first', () => {
    const bucket = new TokenBucket(60, 0);
    expect(bucket.waitMs(100, 60)).toBe(0);
    bucket.take(100);
    expect([bucket.waitMs(1, 60), bucket.remaining]).toEqual([41_000, 0]);
    bucket.refill(60, 100_000);
    expect([bucket.isFull(60), bucket.remaining]).toEqual([true, 60]);
  });

  test('gives back unused amounts, at most up to its capacity', () => {
    const bucket = new TokenBucket(10, 0);
    bucket.take(4);
    bucket.take(-3);
    expect(bucket.remaining).toBe(9);
    bucket.take(-50);
    bucket.refill(10, 0);
    expect(bucket.remaining).toBe(10);
  });

  test('adapts to another limit', () => {
    const bucket = new TokenBucket(100, 0);
    bucket.refill(10, 0);
    expect(bucket.remaining).toBe(10);
    bucket.refill(100, 6_000);
    expect(bucket.remaining).toBe(20);
  });

  test('gives in any period at most its capacity and the refill', () => {
    const uses = fc.array(fc.record({ afterMs: fc.nat(5_000), amount: fc.integer({ min: 1, max: 20 }) }));
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 500 }), uses, (perMinute, attempts) => {
        const bucket = new TokenBucket(perMinute, 0);
        let nowMs = 0;
        let given = 0;
        for (const { afterMs, amount } of attempts) {
          nowMs += afterMs;
          bucket.refill(perMinute, nowMs);
          if (bucket.waitMs(amount, perMinute) > 0) continue;
          bucket.take(amount);
          given += amount;
          expect(given).toBeLessThanOrEqual(perMinute + (nowMs * perMinute) / 60_000 + 1e-6);
        }
      }),
    );
  });
});
