import type { Provider } from '@penstock/router';
import { expect, test } from 'vitest';
import type { ProbeRun } from './probe-log.ts';
import { type HealthHistoryTools, readHealthHistory } from './read-health-history.ts';

const hourMs = 3_600_000;
const from = new Date('2026-06-01T00:00:00Z');
const hours = (count: number) => new Date(from.getTime() + count * hourMs);
// Only the id is used.
const providers = [{ id: 'acme' }, { id: 'ollama' }] as Provider[];

const run = (atMs: number): ProbeRun => ({
  providerId: 'ollama',
  fromMs: atMs,
  toMs: atMs,
  count: 1,
  isReachable: false,
  latencyMs: 4_000,
  message: 'no answer',
});

function toolsWith(asked: unknown[] = []): HealthHistoryTools {
  return {
    providers,
    probes: { list: (id) => (id === 'ollama' ? [run(hours(5).getTime() + 60_000)] : []) },
    readCalls: async (query) => {
      asked.push(query);
      return [
        { providerId: 'ollama', at: hours(7), calls: 3, failures: 0, averageLatencyMs: 90 },
        { providerId: 'ollama', at: hours(5), calls: 4, failures: 2, averageLatencyMs: 120 },
        { providerId: 'removed', at: hours(5), calls: 9, failures: 9, averageLatencyMs: null },
      ];
    },
  };
}

test('calls and probes of an hour make one point, oldest first, for each provider of the catalog', async () => {
  const { interval, providers: histories } = await readHealthHistory(
    { from, to: hours(24), workspaceId: null },
    toolsWith(),
  );
  expect(interval).toBe('HOUR');
  expect(histories.map(({ provider, points }) => [provider.id, points.length])).toEqual([
    ['acme', 0],
    ['ollama', 2],
  ]);
  expect(histories[1]?.points[0]).toEqual({
    at: hours(5),
    calls: 4,
    failures: 2,
    averageLatencyMs: 120,
    probes: [run(hours(5).getTime() + 60_000)],
  });
});

test('a long span has one point for each day', async () => {
  const asked: unknown[] = [];
  const query = { from, to: hours(73), workspaceId: 'blue' };
  const { interval, providers: histories } = await readHealthHistory(query, toolsWith(asked));
  expect(interval).toBe('DAY');
  expect(asked).toEqual([{ ...query, interval: 'DAY' }]);
  expect(histories[1]?.points.map(({ at }) => at)).toEqual([from]);
});
