import { describe, expect, it } from 'vitest';
import { BatchQueue } from './batch-queue.ts';

function queueWithLog(): { queue: BatchQueue<number>; log: string[] } {
  const log: string[] = [];
  const queue = new BatchQueue<number>({
    start: () => log.push('start'),
    drained: () => log.push('drained'),
    abandoned: () => log.push('abandoned'),
  });
  return { queue, log };
}

describe('BatchQueue', () => {
  it('starts its source at the first read', () => {
    const { queue, log } = queueWithLog();
    expect(log).toEqual([]);
    void queue.next();
    expect(log).toEqual(['start']);
  });

  it('passes a batch to a waiting reader at once', async () => {
    const { queue } = queueWithLog();
    const next = queue.next();
    queue.pending.push(1, 2);
    expect(queue.flush()).toBe(true);
    expect(await next).toEqual({ value: [1, 2], done: false });
  });

  it('keeps items for a busy reader as one batch, and reports when it was read', async () => {
    const { queue, log } = queueWithLog();
    const first = queue.next();
    queue.pending.push(1);
    queue.flush();
    await first;
    queue.pending.push(2);
    expect(queue.flush()).toBe(false);
    queue.pending.push(3);
    expect(await queue.next()).toEqual({ value: [2, 3], done: false });
    expect(log).toEqual(['start', 'drained']);
  });

  it('makes one batch of the items of one turn', async () => {
    const { queue } = queueWithLog();
    const next = queue.next();
    for (const item of [1, 2, 3]) {
      queue.pending.push(item);
      expect(queue.flush()).toBe(true);
    }
    expect(await next).toEqual({ value: [1, 2, 3], done: false });
  });

  it('gives the next batch where the one before was withdrawn', async () => {
    const { queue } = queueWithLog();
    const next = queue.next();
    queue.pending.push(1);
    queue.flush();
    queue.pending = [];
    await Promise.resolve();
    queue.pending.push(2);
    queue.flush();
    expect(await next).toEqual({ value: [2], done: false });
  });

  it('ends after the pending items', async () => {
    const { queue } = queueWithLog();
    const first = queue.next();
    queue.pending.push(1);
    queue.end();
    expect(await first).toEqual({ value: [1], done: false });
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });

  it('throws an error after the pending items, once', async () => {
    const { queue } = queueWithLog();
    const first = queue.next();
    queue.flush();
    queue.pending.push(1);
    queue.fail(new Error('broken'));
    expect(await first).toEqual({ value: [1], done: false });
    await expect(queue.next()).rejects.toThrow('broken');
    expect(await queue.next()).toEqual({ value: undefined, done: true });
  });

  it('passes an error to a waiting reader', async () => {
    const { queue } = queueWithLog();
    const first = queue.next();
    queue.fail(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
  });

  it('notifies its source if the reader leaves early, and not after the last item', async () => {
    const early = queueWithLog();
    void early.queue.next();
    await early.queue.return();
    expect(early.log).toEqual(['start', 'abandoned']);
    const late = queueWithLog();
    const next = late.queue.next();
    late.queue.end();
    await next;
    await late.queue.return();
    expect(late.log).toEqual(['start']);
  });
});
