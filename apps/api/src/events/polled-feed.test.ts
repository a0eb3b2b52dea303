import { expect, it, vi } from 'vitest';
import { LatestValues } from './latest-values.ts';
import { PolledFeed } from './polled-feed.ts';

function setUp(intervalMs = 5) {
  const source = { value: 1, reads: 0 };
  const errors: unknown[] = [];
  const read = async (): Promise<number> => {
    source.reads++;
    if (source.value < 0) throw new Error('away');
    return source.value;
  };
  return { source, errors, feed: new PolledFeed(read, intervalMs, (error) => errors.push(error)) };
}

it('sends the current value, then every change, to each reader', async () => {
  const { source, feed } = setUp();
  const first = new LatestValues<number>((listener) => feed.subscribe(listener));
  expect((await first.next()).value).toBe(1);
  const second = new LatestValues<number>((listener) => feed.subscribe(listener));
  expect((await second.next()).value).toBe(1);
  source.value = 2;
  expect((await second.next()).value).toBe(2);
  await first.return();
  await second.return();
});

it('does not read without listeners, and reads again for the next listener', async () => {
  const { source, feed } = setUp();
  const reader = new LatestValues<number>((listener) => feed.subscribe(listener));
  await reader.next();
  await reader.return();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { reads } = source;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(source.reads).toBe(reads);
  expect(feed.listenerCount).toBe(0);
  const later = new LatestValues<number>((listener) => feed.subscribe(listener));
  expect((await later.next()).value).toBe(1);
  await later.return();
});

it('sends a reader a value at most once per interval', async () => {
  const { source, feed } = setUp(10_000);
  const told: number[] = [];
  const leave = feed.subscribe((value) => told.push(value));
  await vi.waitFor(() => expect(told).toEqual([1]));
  source.value = 2;
  const later = new LatestValues<number>((listener) => feed.subscribe(listener));
  expect((await later.next()).value).toBe(2);
  expect(told).toEqual([1]);
  await later.return();
  leave();
});

it('continues after a failure', async () => {
  const { source, errors, feed } = setUp();
  source.value = -1;
  const reader = new LatestValues<number>((listener) => feed.subscribe(listener));
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1));
  source.value = 3;
  expect((await reader.next()).value).toBe(3);
  await reader.return();
});

it('gives a slow reader only the latest value, and ends a pending read when it leaves', async () => {
  let tell: (value: number) => void = () => {};
  const left = vi.fn();
  const reader = new LatestValues<number>((listener) => {
    tell = listener;
    return left;
  });
  tell(1);
  tell(2);
  expect(await reader.next()).toEqual({ value: 2, done: false });
  const pending = reader.next();
  await reader.return();
  expect(await pending).toEqual({ value: undefined, done: true });
  expect(left).toHaveBeenCalledTimes(1);
});
