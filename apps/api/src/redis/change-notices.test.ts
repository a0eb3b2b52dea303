import { expect, it, vi } from 'vitest';
import { ChangeNotices } from './change-notices.ts';
import { type Redis, RedisAwayError } from './redis.ts';

/** A Redis that delivers published messages to all subscribers, or that is unavailable. */
function openRedis(isAway = false) {
  const listeners = new Set<(message: string) => void>();
  const returns = new Set<() => void>();
  const publish = async (_: string, message: string) => {
    for (const listener of listeners) listener(message);
    return listeners.size;
  };
  const redis: Redis = {
    isAway,
    ask: async (work) => {
      if (isAway) throw new RedisAwayError('away');
      return work({ publish } as never);
    },
    subscribe: (_, listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onReturn: (act) => {
      returns.add(act);
      return () => void returns.delete(act);
    },
    check: async () => {},
    close: async () => {},
  };
  return { redis, returns, listeners };
}

it('makes every replica read a change, and reads concurrent changes once', async () => {
  const { redis } = openRedis();
  const releases: (() => void)[] = [];
  const follow = vi.fn(() => new Promise<void>((resolve) => releases.push(resolve)));
  const notices = new ChangeNotices({ redis, channel: 'c', follow, onError: () => {} });
  for (let times = 0; times < 5; times += 1) notices.tell();
  expect(follow).toHaveBeenCalledTimes(1);
  releases.shift()?.();
  await vi.waitFor(() => expect(follow).toHaveBeenCalledTimes(2));
  releases.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(follow).toHaveBeenCalledTimes(2);
});

it('reports a failure, and follows the next change', async () => {
  const { redis } = openRedis();
  const onError = vi.fn();
  const follow = vi.fn(async () => {
    if (follow.mock.calls.length === 1) throw new Error('The database is away.');
  });
  const notices = new ChangeNotices({ redis, channel: 'c', follow, onError });
  notices.tell();
  await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
  notices.tell();
  await vi.waitFor(() => expect(follow).toHaveBeenCalledTimes(2));
});

it('reads again after Redis has returned, tolerates a lost notice, and stops at the end', async () => {
  const { redis, returns, listeners } = openRedis(true);
  const follow = vi.fn(async () => {});
  const notices = new ChangeNotices({ redis, channel: 'c', follow, onError: () => {} });
  notices.tell();
  for (const act of returns) act();
  await vi.waitFor(() => expect(follow).toHaveBeenCalledOnce());
  notices.close();
  expect([returns.size, listeners.size]).toEqual([0, 0]);
});
