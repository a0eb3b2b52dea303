import { expect, it } from 'vitest';
import { BatchQueue } from '../http/batch-queue.ts';
import { readEach } from './pull.ts';

type Seen = { values: number[]; hasReturned: boolean };

/** One iterator that has `pull`, and one that has not. */
const iterators: readonly [string, (seen: Seen, error?: Error) => AsyncIterator<readonly number[], undefined>][] = [
  ['an async generator', generate],
  ['a queue', queueOf],
];

async function* generate(seen: Seen, error?: Error): AsyncGenerator<readonly number[], undefined> {
  try {
    for (const value of [1, 2, 3]) yield [value];
    if (error !== undefined) throw error;
  } finally {
    seen.hasReturned = true;
  }
}

function queueOf(seen: Seen, error?: Error): AsyncIterator<readonly number[], undefined> {
  const values = [1, 2, 3];
  const push = (): void => {
    const value = values.shift();
    if (value !== undefined) queue.pending.push(value);
    else if (error === undefined) queue.end();
    else queue.fail(error);
    queue.flush();
  };
  const queue = new BatchQueue<number>({
    start: () => {
      const timer = setInterval(push, 1);
      const { return: leave } = BatchQueue.prototype;
      queue.return = () => {
        seen.hasReturned = true;
        clearInterval(timer);
        return leave.call(queue) as ReturnType<typeof queue.return>;
      };
    },
    drained: () => {},
    abandoned: () => {},
  });
  return queue;
}

it.each(iterators)('hands on each value of %s in order, and waits for promises', async (_, open) => {
  const seen: Seen = { values: [], hasReturned: false };
  let isBusy = false;
  await readEach(open(seen), async (batch) => {
    expect(isBusy).toBe(false);
    isBusy = true;
    await new Promise((resolve) => setTimeout(resolve, 3));
    isBusy = false;
    seen.values.push(...batch);
    return true;
  });
  expect(seen.values).toEqual([1, 2, 3]);
});

it.each(iterators)('leaves %s once it is told to stop', async (_, open) => {
  const seen: Seen = { values: [], hasReturned: false };
  await readEach(open(seen), ([value = 0]) => seen.values.push(value) < 2);
  expect(seen).toEqual({ values: [1, 2], hasReturned: true });
});

it.each(iterators)('rejects with the error of %s', async (_, open) => {
  const seen: Seen = { values: [], hasReturned: false };
  await expect(readEach(open(seen, new Error('broken')), () => true)).rejects.toThrow('broken');
});

it.each(iterators)('leaves %s and rejects when a value cannot be taken', async (_, open) => {
  for (const take of [
    () => {
      throw new Error('full');
    },
    () => Promise.reject(new Error('full')),
  ]) {
    const seen: Seen = { values: [], hasReturned: false };
    await expect(readEach(open(seen), take)).rejects.toThrow('full');
    expect(seen.hasReturned).toBe(true);
  }
});
