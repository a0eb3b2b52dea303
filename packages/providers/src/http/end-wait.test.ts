import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EndWait } from './end-wait.ts';
import { Upstream } from './upstream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begin(idleMs = 15_000) {
  const connection = { baseUrl: 'http://a.example', headers: {}, secrets: [], connectTimeoutMs: 1, maxConnections: 1 };
  const upstream = new Upstream({ providerId: 'a', ...connection });
  const onOver = vi.fn<() => void>();
  return { upstream, onOver, wait: new EndWait(upstream, idleMs, onOver) };
}

it.each([
  { what: 'an unknown server', idleMs: 15_000, isComplete: false, leavesOpen: false, waitMs: 12_000 },
  { what: 'a caller with less time', idleMs: 5_000, isComplete: false, leavesOpen: false, waitMs: 4_000 },
  {
    what: 'a caller without limit',
    idleMs: Number.POSITIVE_INFINITY,
    isComplete: false,
    leavesOpen: false,
    waitMs: 12_000,
  },
  { what: 'a server that did so before', idleMs: 15_000, isComplete: false, leavesOpen: true, waitMs: 1_000 },
  { what: 'an answer with its final usage', idleMs: 15_000, isComplete: true, leavesOpen: false, waitMs: 500 },
])('of $what waits $waitMs ms, and remembers the server', ({ idleMs, isComplete, leavesOpen, waitMs }) => {
  const { upstream, onOver, wait } = begin(idleMs);
  upstream.leavesOpen = leavesOpen;
  wait.waitOn(false, isComplete);
  vi.advanceTimersByTime(waitMs - 1);
  expect(onOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onOver).toHaveBeenCalledOnce();
  expect(upstream.leavesOpen).toBe(true);
});

it('restarts with every read, and ends with content', () => {
  const { upstream, onOver, wait } = begin();
  wait.waitOn(false, false);
  vi.advanceTimersByTime(11_000);
  wait.waitOn(false, false);
  vi.advanceTimersByTime(11_000);
  expect(wait.isWaiting).toBe(true);
  wait.stop();
  vi.advanceTimersByTime(60_000);
  expect(onOver).not.toHaveBeenCalled();
  expect(upstream.leavesOpen).toBe(false);
});

it('lasts at most a minute if only signs of life come', () => {
  const { onOver, wait } = begin();
  wait.waitOn(false, false);
  for (let second = 0; second < 61; second++) {
    vi.advanceTimersByTime(1_000);
    wait.waitOn(true, false);
  }
  expect(onOver).toHaveBeenCalled();
});
