import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noFigures, type UsageFigures } from './usage-figures.ts';
import { compareSnapshots, mergeTicks } from './usage-tick.ts';
import type { UsageSnapshot } from './usage-watch.ts';

const day = 86_400_000;

function figures(calls: number, costUsd: string): UsageFigures {
  return { ...noFigures, calls, outputTokens: 10 * calls, costUsd };
}

function snapshot(todayMs: number, ...days: [dayMs: number, modelId: string, calls: number, costUsd: string][]) {
  return {
    todayMs,
    days: days.map(([dayMs, modelId, calls, usd]) => ({ dayMs, modelId, figures: figures(calls, usd) })),
  };
}

describe('a tick of usage', () => {
  it('first has the totals of today, the most expensive model first, with nothing settled', () => {
    const tick = compareSnapshots(
      null,
      snapshot(day, [0, 'a/1', 9, '9'], [day, 'a/1', 1, '0.1'], [day, 'b/1', 2, '0.2']),
    );
    expect(tick).toEqual({
      isSnapshot: true,
      todayMs: day,
      settled: noFigures,
      today: figures(3, '0.3'),
      models: [
        { modelId: 'b/1', settled: noFigures, today: figures(2, '0.2') },
        { modelId: 'a/1', settled: noFigures, today: figures(1, '0.1') },
      ],
    });
  });

  it('then has the settled calls, to the last digit', () => {
    const before = snapshot(day, [day, 'a/1', 1, '0.1'], [day, 'b/1', 5, '0.3']);
    const now = snapshot(day, [day, 'a/1', 2, '0.300000000001'], [day, 'b/1', 5, '0.3']);
    expect(compareSnapshots(before, now)).toMatchObject({
      isSnapshot: false,
      settled: figures(1, '0.200000000001'),
      today: figures(7, '0.600000000001'),
      models: [
        { modelId: 'a/1', settled: figures(1, '0.200000000001') },
        { modelId: 'b/1', settled: noFigures },
      ],
    });
  });

  it('counts calls that began yesterday and were settled today as settled, and today from its start', () => {
    const before = snapshot(day, [day, 'a/1', 1, '0.1']);
    const now = snapshot(2 * day, [day, 'a/1', 2, '0.2'], [2 * day, 'b/1', 1, '1']);
    expect(compareSnapshots(before, now)).toEqual({
      isSnapshot: false,
      todayMs: 2 * day,
      settled: figures(2, '1.1'),
      today: figures(1, '1'),
      models: [
        { modelId: 'b/1', settled: figures(1, '1'), today: figures(1, '1') },
        { modelId: 'a/1', settled: figures(1, '0.1'), today: noFigures },
      ],
    });
  });

  it('merged with others has the same sums, in any order of merges', () => {
    const step = fc.record({ model: fc.constantFrom('a/1', 'b/1', 'c/1'), calls: fc.nat(5), isNextDay: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.array(fc.boolean()), (steps, merges) => {
        const snapshots = play(steps);
        const ticks = snapshots.map((each, index) => compareSnapshots(snapshots[index - 1] ?? null, each));
        let [reached] = ticks;
        let reported = 0;
        for (const [index, tick] of ticks.entries()) {
          if (index === 0 || reached === undefined) continue;
          if (merges[index] === true) reached = mergeTicks(reached, tick);
          else {
            reported += reached.settled.calls;
            reached = tick;
          }
        }
        reported += reached?.settled.calls ?? 0;
        expect(reported).toBe(steps.slice(1).reduce((sum, { calls }) => sum + calls, 0));
        expect(reached).toMatchObject({ today: ticks.at(-1)?.today, todayMs: ticks.at(-1)?.todayMs });
      }),
    );
  });
});

/** Snapshots after calls settled one after the other; some calls are the first of a new day. */
function play(steps: readonly { model: string; calls: number; isNextDay: boolean }[]): UsageSnapshot[] {
  let todayMs = 5 * day;
  const counted = new Map<string, { dayMs: number; modelId: string; calls: number }>();
  return steps.map(({ model, calls, isNextDay }) => {
    if (isNextDay) todayMs += day;
    const key = `${todayMs} ${model}`;
    counted.set(key, { dayMs: todayMs, modelId: model, calls: (counted.get(key)?.calls ?? 0) + calls });
    const days = [...counted.values()].filter(({ dayMs }) => dayMs >= todayMs - day);
    return {
      todayMs,
      days: days.map(({ dayMs, modelId, calls }) => ({ dayMs, modelId, figures: figures(calls, '0') })),
    };
  });
}
