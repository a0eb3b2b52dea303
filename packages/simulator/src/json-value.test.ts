import { describe, expect, it } from 'vitest';
import { isRecord, listAt, numberAt, parseJson, recordAt, stringAt } from './json-value.ts';

describe('reading unchecked JSON', () => {
  it('finds only members of the right type', () => {
    const value = { text: 'a', count: 1, list: [1], inner: { x: 1 }, endless: Number.POSITIVE_INFINITY };
    expect(stringAt(value, 'text')).toBe('a');
    expect(stringAt(value, 'count')).toBeNull();
    expect(numberAt(value, 'count')).toBe(1);
    expect(numberAt(value, 'endless')).toBeNull();
    expect(listAt(value, 'list')).toEqual([1]);
    expect(listAt(value, 'inner')).toEqual([]);
    expect(recordAt(value, 'inner')).toEqual({ x: 1 });
    expect(recordAt(value, 'list')).toBeNull();
    expect(stringAt(null, 'text')).toBeNull();
  });

  it('distinguishes an object from a list and from null', () => {
    expect([{}, [], null, 'a'].map(isRecord)).toEqual([true, false, false, false]);
  });

  it('parses JSON', () => {
    expect(parseJson('{"a":1}')).toEqual({ a: 1 });
    expect(parseJson('{')).toBeUndefined();
  });
});
