import { beforeEach, expect, test, vi } from 'vitest';

// The test setup replaces this module, so that no other test waits.
vi.unmock('./when-settled.ts');

let entries: (() => void) | undefined;
const disconnect = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  disconnect.mockClear();
  vi.stubGlobal(
    'PerformanceObserver',
    class {
      constructor(onEntries: () => void) {
        entries = onEntries;
      }
      observe() {}
      disconnect = disconnect;
    },
  );
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

const begin = async () => {
  const { whenSettled } = await import('./when-settled.ts');
  const load = vi.fn(async () => 'module');
  return { load, loaded: whenSettled(load) };
};

test('waits until no resource has loaded for a while, then loads', async () => {
  const { load, loaded } = await begin();
  await vi.advanceTimersByTimeAsync(700);
  entries?.();
  await vi.advanceTimersByTimeAsync(700);
  expect(load).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(await loaded).toBe('module');
  expect(disconnect).toHaveBeenCalledOnce();
});

test('loads after five seconds though the page still loads resources', async () => {
  const { load, loaded } = await begin();
  for (let step = 0; step < 10; step += 1) {
    await vi.advanceTimersByTimeAsync(499);
    entries?.();
  }
  expect(load).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10);
  expect(await loaded).toBe('module');
});
