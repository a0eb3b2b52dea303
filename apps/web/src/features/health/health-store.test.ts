import { expect, test, vi } from 'vitest';
import { type Health, HealthStore } from './health-store.ts';

const health = (model: string, status: Health['status']): Health => ({
  model,
  status,
  reason: null,
  breaker: 'CLOSED',
  successRate: null,
  p50LatencyMs: null,
  p95LatencyMs: null,
  firstTokenMs: null,
  tokensPerSecond: null,
  checkedAt: null,
  retryAt: null,
});

test('a snapshot replaces all models, and a change only the models that it names', () => {
  const store = new HealthStore();
  store.apply({ snapshot: true, models: [health('a/1', 'AVAILABLE'), health('a/2', 'AVAILABLE')] });
  store.apply({ snapshot: false, models: [health('a/2', 'SLOW')] });
  expect(store.read('a/1')?.status).toBe('AVAILABLE');
  expect(store.read('a/2')?.status).toBe('SLOW');

  store.apply({ snapshot: true, models: [health('a/3', 'UNKNOWN')] });
  expect([...store.readAll().keys()]).toEqual(['a/3']);
});

test('a watcher is notified only of its own model, and of its removal by a snapshot', () => {
  const store = new HealthStore();
  const first = vi.fn();
  const all = vi.fn();
  const stop = store.watch('a/1', first);
  store.watchAll(all);

  store.apply({ snapshot: true, models: [health('a/1', 'AVAILABLE')] });
  store.apply({ snapshot: false, models: [health('a/2', 'SLOW')] });
  expect(first).toHaveBeenCalledTimes(1);
  expect(all).toHaveBeenCalledTimes(2);

  store.apply({ snapshot: true, models: [] });
  expect(first).toHaveBeenCalledTimes(2);
  stop();
  store.apply({ snapshot: false, models: [health('a/1', 'SLOW')] });
  expect(first).toHaveBeenCalledTimes(2);
});
