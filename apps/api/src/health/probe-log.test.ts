import type { ProbeResult } from '@penstock/router';
import { expect, test } from 'vitest';
import { ProbeLog } from './probe-log.ts';

const hourMs = 3_600_000;
const nine = Date.parse('2026-06-01T09:00:00Z');

const probe = (checkedAtMs: number, changes: Partial<ProbeResult> = {}): ProbeResult => ({
  providerId: 'ollama',
  isReachable: true,
  latencyMs: 12,
  checkedAtMs,
  modelNames: ['llama'],
  errorKind: null,
  errorMessage: null,
  ...changes,
});
const silent = { isReachable: false, errorKind: 'timeout', errorMessage: 'no answer within 4000 ms' } as const;

test('equal results make one run until the result changes', () => {
  const log = new ProbeLog();
  log.add(probe(nine));
  log.add(probe(nine + 30_000, { latencyMs: 20 }));
  log.add(probe(nine + 60_000, silent));
  expect(log.list('ollama', nine, nine + hourMs)).toEqual([
    {
      providerId: 'ollama',
      fromMs: nine,
      toMs: nine + 30_000,
      count: 2,
      isReachable: true,
      latencyMs: 20,
      message: null,
    },
    expect.objectContaining({ count: 1, isReachable: false, message: 'no answer within 4000 ms' }),
  ]);
});

test('each hour begins a new run, so that it has its own count', () => {
  const log = new ProbeLog();
  log.add(probe(nine + hourMs - 1));
  log.add(probe(nine + hourMs));
  expect(log.list('ollama', nine, nine + hourMs).map(({ count }) => count)).toEqual([1]);
  expect(log.list('ollama', nine + hourMs, nine + 2 * hourMs)).toHaveLength(1);
  expect(log.list('openai', nine, nine + hourMs)).toEqual([]);
});

test('it keeps the latest 200 runs of each provider, and drops removed providers', () => {
  const log = new ProbeLog();
  for (let number = 0; number < 250; number++) log.add(probe(nine + number * hourMs));
  const runs = log.list('ollama', 0, Number.POSITIVE_INFINITY);
  expect(runs).toHaveLength(200);
  expect(runs[0]?.fromMs).toBe(nine + 50 * hourMs);
  log.retain(new Set(['openai']));
  expect(log.list('ollama', 0, Number.POSITIVE_INFINITY)).toEqual([]);
});
