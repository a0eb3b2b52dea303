import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { EventLog, OpenEventLog } from '../generation/event-log.ts';
import type { GenerationEvent, GenerationEventBody } from '../generation/generation-event.ts';
import type { Leaving } from '../generation/leaving.ts';
import { sampleGeneration } from './sample-generation.ts';

const text = (piece: string): GenerationEventBody => ({ type: 'text-delta', text: piece });
const thought = (piece: string): GenerationEventBody => ({ type: 'reasoning-delta', text: piece });
const piece = (index: number, argumentsDelta: string): GenerationEventBody => {
  return { type: 'tool-call-delta', index, id: `call-${index}`, name: 'look', argumentsDelta };
};
const restarted: GenerationEventBody = { type: 'restarted', modelId: 'a/b' };
const failure = { code: 'INTERRUPTED', message: 'It was cut.' } as const;
const interrupted: GenerationEventBody = {
  type: 'failed',
  generation: sampleGeneration({ status: 'FAILED', failure }),
  ...failure,
};

async function readAll(reader: AsyncIterable<GenerationEvent>): Promise<GenerationEvent[]> {
  return Array.fromAsync(reader);
}

/**
 * The tests of every implementation of `EventLog`. `runs`: of the property test; fewer for an implementation that waits
 * for a network.
 */
export function describeEventLog(name: string, openEventLog: OpenEventLog, runs = 100): void {
  let count = 0;
  // A log that stores its events elsewhere may store them by id.
  const open = (onUnheard: (leaving: Leaving) => void = () => {}): EventLog => {
    count++;
    return openEventLog(`${name} ${count}`, onUnheard);
  };
  const logOf = (bodies: readonly GenerationEventBody[]): EventLog => {
    const log = open();
    for (const body of bodies) log.append(body);
    return log;
  };

  describe(`an event log ${name}`, () => {
    it('gives a reader that waits the deltas of one turn together', async () => {
      const log = logOf([text('a')]);
      const reader = log.read(1);
      const next = reader.next();
      for (const body of [text('b'), text('c'), text('d')]) log.append(body);
      expect(await next).toMatchObject({ value: { text: 'bcd', number: 4, follows: 1 } });
      await reader.return?.();
    });

    it('numbers events from 1, each following the one before', async () => {
      const log = logOf([restarted, text('a'), restarted]);
      log.end();
      const events = await readAll(log.read(0));
      expect(events.map(({ number, follows }) => [number, follows])).toEqual([
        [1, 0],
        [2, 1],
        [3, 2],
      ]);
    });

    it('leaves no reader waiting at its end for a number that will not exist', async () => {
      const log = logOf([text('a')]);
      const pending = log.read(1_000).next();
      expect(log.readerCount).toBe(1);
      log.end();
      expect(await pending).toMatchObject({ done: true });
      expect(log.readerCount).toBe(0);
    });

    it('merges the deltas that a late reader missed, and reports their range', async () => {
      const log = logOf([text('a'), text('b'), text('c'), thought('x'), thought('y')]);
      log.end();
      expect(await readAll(log.read(1))).toMatchObject([
        { type: 'text-delta', text: 'bc', number: 3, follows: 1 },
        { type: 'reasoning-delta', text: 'xy', number: 5, follows: 3 },
      ]);
    });

    it('gives the deltas one by one to a late reader that requests every delta', async () => {
      const log = logOf([...Array.from({ length: 300 }, (_, index) => text(`${index};`)), thought('x'), thought('y')]);
      log.end();
      const events = await readAll(log.read(254, undefined, true));
      expect(events.map(({ number, follows }) => number - follows)).toEqual(Array(48).fill(1));
      expect(events.slice(0, 3)).toMatchObject([{ text: '254;' }, { text: '255;' }, { text: '256;' }]);
      expect(events.at(-1)).toMatchObject({ type: 'reasoning-delta', text: 'y', number: 302 });
    });

    it('sends the parts that ended before a delta together with that delta', async () => {
      const state = { providerId: 'p', dialect: 'anthropic', value: { signature: 's' } };
      const ended = [{ type: 'reasoning' as const, state }];
      const log = logOf([text('a'), { type: 'text-delta', text: 'b', ended }, text('c')]);
      log.end();
      expect(await readAll(log.read(0))).toMatchObject([
        { text: 'a', number: 1 },
        { text: 'bc', number: 3, ended },
      ]);
      const [late] = await readAll(log.read(2));
      expect(late).toMatchObject({ text: 'c' });
      expect(late).not.toHaveProperty('ended');
    });

    it('sends log probabilities with their own delta', async () => {
      const logprobs = [{ token: 'b', logprob: -0.5 }];
      const log = logOf([text('a'), { type: 'text-delta', text: 'b', logprobs }, text('c'), text('d')]);
      log.end();
      const [a, b, rest] = await readAll(log.read(0));
      expect([a, b, rest]).toMatchObject([{ text: 'a' }, { text: 'b', logprobs }, { text: 'cd' }]);
      expect([a, rest]).not.toContainEqual(expect.objectContaining({ logprobs }));
    });

    it('buffers nothing for a slow reader, and lets it catch up in one step', async () => {
      const log = logOf([]);
      const slow = log.read(0);
      for (let count = 0; count < 1000; count++) log.append(text('x'));
      expect((await slow.next()).value).toMatchObject({ text: 'x'.repeat(1000), number: 1000, follows: 0 });
    });

    it('ends a waiting reader when the log ends', async () => {
      const log = logOf([]);
      const next = log.read(0).next();
      log.end();
      expect(await next).toEqual({ done: true, value: undefined });
    });

    it('ends a pending read when the reader leaves', async () => {
      const log = logOf([]);
      const reader = log.read(0);
      const next = reader.next();
      await reader.return?.();
      expect(await next).toEqual({ done: true, value: undefined });
      expect(log.readerCount).toBe(0);
    });

    it('appends several events together, in order', async () => {
      const log = logOf([]);
      const reader = log.read(0);
      const waiting = reader.next();
      for (const body of [text('a'), restarted, text('b'), text('c')]) log.append(body);
      log.end();
      expect([(await waiting).value, ...(await readAll(reader))]).toMatchObject([
        { type: 'text-delta', text: 'a', number: 1, follows: 0 },
        { type: 'restarted', number: 2, follows: 1 },
        { type: 'text-delta', text: 'bc', number: 4, follows: 2 },
      ]);
    });

    it('joins the pieces of one tool call, and separates those of others', async () => {
      const log = logOf([piece(0, '{"a"'), piece(0, ':1'), piece(0, '}'), piece(1, '{}')]);
      log.end();
      const events = await readAll(log.read(0));
      const said = (index: number) =>
        events
          .map((event) => (event.type === 'tool-call-delta' && event.index === index ? event.argumentsDelta : ''))
          .join('');
      expect([said(0), said(1)]).toEqual(['{"a":1}', '{}']);
    });

    it('counts the bytes of its content, with or without readers', async () => {
      const log = logOf([text('a'.repeat(10_000))]);
      const before = log.bytes;
      for (const body of [text('b'.repeat(5_000)), piece(0, 'c'.repeat(1_000))]) log.append(body);
      expect(before).toBeGreaterThanOrEqual(10_000);
      expect(log.bytes - before).toBeGreaterThanOrEqual(6_000);
      expect(log.bytes).toBeLessThan(20_000);
    });

    it('gives its readers only its last event once it has given up the others', async () => {
      const log = logOf([text('a'), text('b')]);
      const [reader, late] = [log.read(1), log.read(4)];
      log.giveUp(null);
      for (const body of [text('c'), text('d'), interrupted]) log.append(body);
      log.end();
      expect(await readAll(reader)).toMatchObject([{ type: 'failed', follows: 1 }]);
      expect(await readAll(late)).toMatchObject([{ type: 'failed', number: 5, follows: 4 }]);
      expect(await readAll(log.read(0))).toMatchObject([{ type: 'failed', follows: 0 }]);
    });

    it('reports its last number', () => {
      const log = logOf([text('a'), text('b')]);
      expect([log.lastNumber, log.hasEnded]).toEqual([2, false]);
      log.end();
      expect([log.lastNumber, log.hasEnded]).toEqual([2, true]);
    });

    it('reports when the last reader leaves, and only while the log runs', async () => {
      const onUnheard = vi.fn();
      const log = open(onUnheard);
      const [first, second] = [log.read(0), log.read(0)];
      await first.return?.();
      expect(onUnheard).not.toHaveBeenCalled();
      await second.return?.();
      expect(onUnheard).toHaveBeenCalledOnce();
      const third = log.read(0);
      log.end();
      await third.return?.();
      expect(onUnheard).toHaveBeenCalledOnce();
    });

    it('reports how the last reader left, and ignores replaced readers', async () => {
      const onUnheard = vi.fn();
      const log = open(onUnheard);
      const superseded = { leaving: () => 'lost' as const, isSuperseded: true };
      const broken = log.read(0, superseded);
      const other = log.read(0, { leaving: () => 'lost', isSuperseded: false });
      await other.return?.();
      expect(onUnheard).not.toHaveBeenCalled();
      await log.read(0).return?.();
      expect(onUnheard).toHaveBeenLastCalledWith('stopped');
      await broken.return?.();
      expect(onUnheard).toHaveBeenLastCalledWith('lost');
    });

    it('waits for a number that does not exist yet', async () => {
      const log = logOf([text('a')]);
      const next = log.read(2).next();
      log.append(text('b'));
      log.append(text('c'));
      expect((await next).value).toMatchObject({ number: 3, text: 'c' });
    });

    it('refuses two concurrent reads by one reader', async () => {
      const reader = logOf([]).read(0);
      void reader.next();
      await expect(reader.next()).rejects.toThrow('one caller at a time');
    });

    it('gives any reader, at any pace and from any position, exactly the content after its number', async () => {
      const body = fc.oneof(
        { weight: 5, arbitrary: fc.string({ minLength: 1, maxLength: 3 }).map(text) },
        { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 3 }).map(thought) },
        { weight: 1, arbitrary: fc.constant(restarted) },
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(body, { maxLength: 40 }),
          fc.nat(40),
          fc.array(fc.boolean()),
          async (bodies, from, pace) => {
            const after = Math.min(from, bodies.length);
            const log = logOf(bodies.slice(0, after));
            const reader = log.read(after);
            const seen: GenerationEvent[] = [];
            for (const [index, next] of bodies.slice(after).entries()) {
              const isWaiting = pace[index] === true;
              const waiting = isWaiting ? reader.next() : null;
              log.append(next);
              if (waiting !== null) seen.push((await waiting).value as GenerationEvent);
            }
            log.end();
            seen.push(...(await readAll(reader)));
            let position = after;
            for (const event of seen) {
              expect(event.follows).toBe(position);
              position = event.number;
            }
            expect(position).toBe(bodies.length);
            const said = (list: readonly { type: string; text?: string }[]) =>
              list.map((event) => `${event.type}:${event.text ?? ''}`.replace(/^(text|reasoning)-delta:/, '')).join('');
            expect(said(seen)).toBe(said(bodies.slice(after)));
          },
        ),
        { numRuns: runs },
      );
    });
  });
}
