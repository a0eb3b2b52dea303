import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { noFigures } from './usage-figures.ts';
import { type UsageSnapshot, UsageWatch } from './usage-watch.ts';

const noon = Date.parse('2026-06-01T12:00:00Z');
const midnight = Date.parse('2026-06-01T00:00:00Z');
const dayMs = 86_400_000;

function setUp() {
  const state = { nowMs: noon, calls: 1 };
  const reads: [fromDayMs: number, workspaceId: string | null][] = [];
  const watch = new UsageWatch({
    readDays: async (fromDayMs, workspaceId) => {
      reads.push([fromDayMs, workspaceId]);
      return [{ dayMs: midnight, modelId: 'a/1', figures: { ...noFigures, calls: state.calls } }];
    },
    nowMs: () => state.nowMs,
    onError: (error) => {
      throw error;
    },
    intervalMs: 20,
  });
  return { state, reads, watch };
}

it('reads yesterday and today of the watched workspace, once for all its watchers', async () => {
  const { reads, watch } = setUp();
  const first: UsageSnapshot[] = [];
  const second: UsageSnapshot[] = [];
  const leaveFirst = watch.subscribe('blue', (each) => first.push(each));
  await vi.waitFor(() => expect(first).toHaveLength(1));
  const leaveSecond = watch.subscribe('blue', (each) => second.push(each));
  await vi.waitFor(() => expect(second).toEqual(first));
  expect(first).toMatchObject([{ todayMs: midnight, days: [{ figures: { calls: 1 } }] }]);
  expect(reads.every(([from, workspaceId]) => from === midnight - dayMs && workspaceId === 'blue')).toBe(true);
  leaveFirst();
  leaveSecond();
});

it('stops reading when the last watcher has left', async () => {
  const { reads, watch } = setUp();
  const ticks = vi.fn();
  const leave = [watch.subscribe(null, ticks), watch.subscribe('blue', ticks)];
  await vi.waitFor(() => expect(ticks).toHaveBeenCalledTimes(2));
  for (const each of leave) each();
  await sleep(30);
  const { length } = reads;
  await sleep(80);
  expect(reads).toHaveLength(length);
});

it('sends a snapshot after a change, and at the start of a day', async () => {
  const { state, watch } = setUp();
  const ticks: UsageSnapshot[] = [];
  const leave = watch.subscribe(null, (each) => ticks.push(each));
  await vi.waitFor(() => expect(ticks).toHaveLength(1));
  await sleep(60);
  expect(ticks).toHaveLength(1);
  state.calls = 2;
  await vi.waitFor(() => expect(ticks.at(-1)).toMatchObject({ days: [{ figures: { calls: 2 } }] }));
  state.nowMs += dayMs;
  await vi.waitFor(() => expect(ticks.at(-1)?.todayMs).toBe(midnight + dayMs));
  leave();
});
