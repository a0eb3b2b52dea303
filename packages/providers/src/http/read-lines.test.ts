import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from './read-lines.ts';

describe('LineReader', () => {
  it('returns only complete lines, and the rest at the end', () => {
    const reader = new LineReader();
    expect(reader.read(Buffer.from('ab'))).toBe('');
    expect(reader.read(Buffer.from('c\nd\ne'))).toBe('abc\nd\n');
    expect(reader.end()).toBe('e');
  });

  it('accepts a line with the length of its limit, and no longer line', () => {
    const reader = new LineReader(10);
    expect(reader.read(Buffer.from('12345'))).toBe('');
    expect(reader.read(Buffer.from('6789\n'))).toBe('123456789\n');
    reader.read(Buffer.from('1234567890'));
    expect(() => reader.read(Buffer.from('1'))).toThrow('A line of the answer is longer than 10 bytes.');
  });

  it('refuses a line that ends only beyond its limit', () => {
    const reader = new LineReader(10);
    reader.read(Buffer.from('1234567890'));
    expect(() => reader.read(Buffer.from('1\n'))).toThrow('longer than 10 bytes');
  });

  it('loses and duplicates nothing, for any reads and line ends', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n', 'ü', '🌊'), maxLength: 200 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 20 }), (whole, size) => {
        const reader = new LineReader();
        const bytes = Buffer.from(whole);
        let read = '';
        for (let at = 0; at < bytes.length; at += size) {
          const piece = reader.read(bytes.subarray(at, at + size));
          expect(piece === '' || /[\r\n]$/.test(piece)).toBe(true);
          read += piece;
        }
        expect(read + reader.end()).toBe(whole);
      }),
    );
  });
});
