import { getEventListeners } from 'node:events';
import { expect, it, vi } from 'vitest';
import { LatestValues } from './latest-values.ts';
import { onAbort } from './on-abort.ts';

it('acts once when the signal is aborted, or immediately if it already is', () => {
  const act = vi.fn();
  const controller = new AbortController();
  onAbort(controller.signal, act);
  expect(act).not.toHaveBeenCalled();
  controller.abort();
  expect(act).toHaveBeenCalledTimes(1);
  onAbort(controller.signal, act);
  expect(act).toHaveBeenCalledTimes(2);
});

it('ends a pending read, and removes the listeners of reads that ended before', async () => {
  const controller = new AbortController();
  const leave = vi.fn();
  const waiting = new LatestValues<number>(() => leave).until(controller.signal);
  const next = waiting.next();
  const gone = new LatestValues<number>(() => leave).until(controller.signal);
  await gone.return();
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  controller.abort();
  expect(await next).toEqual({ value: undefined, done: true });
  expect(leave).toHaveBeenCalledTimes(2);
});
