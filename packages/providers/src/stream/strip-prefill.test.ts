import { describe, expect, it } from 'vitest';
import { PrefillStripper } from './strip-prefill.ts';

function strip(prefill: string, ...pieces: string[]): string {
  const stripper = new PrefillStripper(prefill);
  return pieces.map((piece) => stripper.strip(piece)).join('') + stripper.release();
}

describe('PrefillStripper', () => {
  it.each<[string, string, string[], string]>([
    ['takes the repetition off', 'Once upon', ['Once upon a time'], ' a time'],
    ['also when it comes in pieces', 'Once upon', ['On', 'ce up', 'on a', ' time'], ' a time'],
    ['leaves an answer alone that just goes on', 'Once upon', [' a time'], ' a time'],
    ['returns a text that only begins like it', 'Once upon', ['Once', ' again'], 'Once again'],
    ['returns a text that ends within it', 'Once upon', ['Once'], 'Once'],
    ['leaves everything after the repetition alone', 'a', ['a', 'a', 'a'], 'aa'],
  ])('%s', (_, prefill, pieces, expected) => {
    expect(strip(prefill, ...pieces)).toBe(expected);
  });
});
