import { describe, expect, it } from 'vitest';
import { RankTable } from './rank-table.ts';

const sequences: readonly (readonly number[])[] = [[97], [98], [255, 0], [97, 98], [97, 98, 99], [97, 98, 99, 100]];

const file = Buffer.from(sequences.map((bytes, rank) => `${Buffer.from(bytes).toString('base64')} ${rank}\n`).join(''));

function rankOf(table: RankTable, bytes: readonly number[]): number {
  // The bytes are not at the edges of the buffer, so that the test checks the bounds.
  return table.rankOf(Uint8Array.from([97, ...bytes, 97]), 1, bytes.length + 1);
}

describe('a table of ranks', () => {
  const table = RankTable.parse(file);

  it.each(sequences.map((bytes, rank) => ({ bytes, rank })))('gives $bytes its rank $rank', ({ bytes, rank }) => {
    expect(rankOf(table, bytes)).toBe(rank);
  });

  it.each([[[]], [[99]], [[255]], [[0, 255]], [[97, 98, 99, 100, 101]]])('has no rank for %j', (bytes) => {
    expect(rankOf(table, bytes)).toBe(-1);
  });

  it('reads a file without a final line feed', () => {
    expect(rankOf(RankTable.parse(file.subarray(0, -1)), [97, 98, 99, 100])).toBe(5);
  });
});
