import { describe, expect, it } from 'vitest';
import { embedText } from './embed-text.ts';

function likeness(one: string, other: string): number {
  const left = embedText(one, 256);
  const right = embedText(other, 256);
  return left.reduce((sum, value, axis) => sum + value * (right[axis] ?? 0), 0);
}

describe('embedText', () => {
  it('makes unit vectors of the requested length', () => {
    expect(embedText('river and dam', 64)).toHaveLength(64);
    expect(likeness('river', 'river')).toBeCloseTo(1, 4);
    expect(likeness('', '')).toBeCloseTo(1, 4);
  });

  it('puts texts with shared words near each other', () => {
    expect(likeness('a river runs to the sea', 'the river runs')).toBeGreaterThan(
      likeness('a river runs to the sea', 'invoice ledger') + 0.3,
    );
  });
});
