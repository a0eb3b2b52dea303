import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delta, DeltaRun } from './delta-run.ts';

const text = (piece: string): Delta => ({ type: 'text-delta', text: piece });
const call = (index: number, id: string, argumentsDelta: string): Delta => {
  return { type: 'tool-call-delta', index, id, name: 'look', argumentsDelta };
};

describe('a run of deltas', () => {
  it('does not join pieces that have log probabilities', () => {
    const likely: Delta = { type: 'text-delta', text: 'a', logprobs: [{ token: 'a' }] };
    expect(new DeltaRun(text('a'), 1).continues(text('b'))).toBe(true);
    expect(new DeltaRun(text('a'), 1).continues(likely)).toBe(false);
    expect(new DeltaRun(likely, 1).continues(text('b'))).toBe(false);
    expect(new DeltaRun(likely, 1).from(1)).toEqual({ delta: likely, lastNumber: 1 });
  });

  it('gives the rest from any of its numbers, at any length', () => {
    const piece = fc.string({ minLength: 0, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 1100 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        fc.boolean(),
        (pieces, firstNumber, at, isClosed) => {
          const [first = '', ...others] = pieces;
          const run = new DeltaRun(text(first), firstNumber);
          for (const other of others) run.add(text(other));
          if (isClosed) run.close();
          expect(run.lastNumber).toBe(firstNumber + pieces.length - 1);
          const from = at % pieces.length;
          expect(run.from(firstNumber + from)).toEqual({
            delta: text(pieces.slice(from).join('')),
            lastNumber: run.lastNumber,
          });
        },
      ),
    );
  });

  it('splits a long rest into parts of at most 64 K characters, and gives a longer piece alone', () => {
    const lengths = fc.oneof(fc.nat(300), fc.integer({ min: 20_000, max: 70_000 }));
    const runOf = fc.constantFrom(text, (piece: string) => call(0, 'a', piece));
    fc.assert(
      fc.property(
        fc.array(lengths, { minLength: 1, maxLength: 600 }),
        runOf,
        fc.nat(),
        fc.boolean(),
        (sizes, deltaOf, at, isClosed) => {
          const pieces = sizes.map((size, index) => String(index % 10).repeat(size));
          const run = new DeltaRun(deltaOf(pieces[0] ?? ''), 1);
          for (const piece of pieces.slice(1)) run.add(deltaOf(piece));
          if (isClosed) run.close();
          const begin = at % pieces.length;
          let seen = '';
          for (let after = begin; after < pieces.length; ) {
            const { delta, lastNumber } = run.from(after + 1);
            const said = 'text' in delta ? delta.text : delta.argumentsDelta;
            if (lastNumber > after + 1) expect(said.length).toBeLessThanOrEqual(64 * 1024);
            seen += said;
            after = lastNumber;
          }
          expect(seen).toBe(pieces.slice(begin).join(''));
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([31, 32, 33, 64, 65])('has the right last number after %i deltas', (count) => {
    const run = new DeltaRun(text('0'), 1);
    for (let number = 1; number < count; number++) run.add(text(String(number % 10)));
    expect(run.lastNumber).toBe(count);
    expect(run.from(count).delta).toEqual(text(String((count - 1) % 10)));
  });

  it('continues with a delta of the same type, and of the same tool call', () => {
    const run = new DeltaRun(call(0, 'a', ''), 1);
    expect(run.continues(call(0, 'a', '{'))).toBe(true);
    expect(run.continues(call(1, 'b', '{'))).toBe(false);
    expect(run.continues(call(0, 'b', '{'))).toBe(false);
    expect(run.continues(text('a'))).toBe(false);
    expect(new DeltaRun(text('a'), 1).continues({ type: 'reasoning-delta', text: 'a' })).toBe(false);
  });

  it('gives the newest pieces of a tool call one by one, and older pieces joined', () => {
    const run = new DeltaRun(call(0, 'a', '0'), 1);
    for (let number = 1; number < 300; number++) run.add(call(0, 'a', String(number % 10)));
    const seen: string[] = [];
    let after = 0;
    while (after < run.lastNumber) {
      const { delta, lastNumber } = run.from(after + 1);
      if (delta.type === 'tool-call-delta') seen.push(delta.argumentsDelta);
      expect(lastNumber).toBeGreaterThan(after);
      after = lastNumber;
    }
    expect(seen.join('')).toBe('0123456789'.repeat(30));
    expect(seen).toHaveLength(9 + 300 - 9 * 32);
    expect(run.from(10).lastNumber).toBe(32);
  });
});
