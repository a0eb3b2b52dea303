import type { TripRule } from './trip-rule.ts';

const slots = 10;

type Slot = { number: number; calls: number; failures: number };

/**
 * Trips when of the calls that began within the last `windowMs` there were at least `minimumCalls`, and the failures
 * within it are at least `rate` (0–1) of them. Calls under way count as not failed. Counts in ten slots, so the window
 * moves in tenths and its memory is fixed.
 */
export function failureRate(options: { rate: number; windowMs: number; minimumCalls: number }): TripRule {
  const slotMs = options.windowMs / slots;
  const ring: Slot[] = Array.from({ length: slots }, () => ({ number: -1, calls: 0, failures: 0 }));

  const count = (nowMs: number, calls: number, failures: number): void => {
    const number = Math.floor(nowMs / slotMs);
    const slot = ring[number % slots];
    if (slot === undefined) return;
    if (slot.number !== number) Object.assign(slot, { number, calls: 0, failures: 0 });
    slot.calls += calls;
    slot.failures += failures;
  };

  return {
    began: (_, nowMs) => count(nowMs, 1, 0),
    ended(_, result, nowMs) {
      if (result === 'failed') count(nowMs, 0, 1);
    },
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
