import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { loopCheckMs, watchEventLoop } from './watch-event-loop.ts';

test('a blocked event loop is reported with its duration, and not after the end of the watch', async () => {
  const delays: number[] = [];
  const stop = watchEventLoop((delayMs) => delays.push(delayMs));
  await sleep(3 * loopCheckMs);
  const untilMs = performance.now() + 5 * loopCheckMs;
  while (performance.now() < untilMs);
  await sleep(2 * loopCheckMs);
  stop();
  const count = delays.length;
  expect(Math.max(...delays)).toBeGreaterThan(3 * loopCheckMs);
  await sleep(3 * loopCheckMs);
  expect(delays).toHaveLength(count);
});
