import type { TripRule } from './trip-rule.ts';

const slots = 10;

type Slot = { number: number; calls: number; failures: number };

/**
 * Trips when at least `rate` (0–1) of the calls of the last `windowMs` failed, and there were at least `minimumCalls`.
 * Counts in ten slots, so the window moves in tenths and its memory is fixed.
 */
export function failureRate(options: { rate: number; windowMs: number; minimumCalls: number }): TripRule {
  const slotMs = options.windowMs / slots;
  const ring: Slot[] = Array.from({ length: slots }, () => ({ number: -1, calls: 0, failures: 0 }));

  const count = (nowMs: number, failures: number): void => {
    const number = Math.floor(nowMs / slotMs);
    const slot = ring[number % slots];
    if (slot === undefined) return;
    if (slot.number !== number) Object.assign(slot, { number, calls: 0, failures: 0 });
    slot.calls += 1;
    slot.failures += failures;
  };

  return {
    succeeded: (nowMs) => count(nowMs, 0),
    failed: (nowMs) => count(nowMs, 1),
    isTripped(nowMs) {
      const oldest = Math.floor(nowMs / slotMs) - slots + 1;
      let calls = 0;
      let failures = 0;
      for (const slot of ring) {
        if (slot.number < oldest) continue;
        calls += slot.calls;
        failures += slot.failures;
      }
      return calls >= options.minimumCalls && failures >= options.rate * calls;
    },
    reset() {
      for (const slot of ring) Object.assign(slot, { calls: 0, failures: 0 });
    },
  };
}
