import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { GrowingBuffer } from './growing-buffer.ts';

afterEach(() => vi.restoreAllMocks());

it('returns the added bytes, and starts over', () => {
  const piece = fc.tuple(fc.constantFrom('a', 'ü', '🌊'), fc.nat(9_000)).map(([letter, count]) => letter.repeat(count));
  const buffer = new GrowingBuffer();
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      for (const piece of pieces) buffer.add(Buffer.from(piece));
      const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
      expect(buffer.length).toBe(whole.length);
      expect(buffer.take()).toBe(whole.toString());
      expect(buffer.length).toBe(0);
    }),
  );
});

it.each([1, 7, 512])('copies in proportion to the input, in pieces of %i bytes', (size) => {
  const copied = (bytes: number): number => {
    const copy = vi.spyOn(Buffer.prototype, 'copy');
    const buffer = new GrowingBuffer();
    for (let sent = 0; sent < bytes; sent += size) buffer.add(Buffer.alloc(size, 'a'));
    const total = copy.mock.results.reduce((sum, { value }) => sum + Number(value), 0);
    copy.mockRestore();
    return total;
  };
  const [once, twice, fourTimes] = [20_000, 40_000, 80_000].map(copied) as [number, number, number];
  expect(twice / once).toBeLessThan(3);
  expect(fourTimes / twice).toBeLessThan(3);
  expect(fourTimes).toBeLessThan(3 * (80_000 + size));
});
