import { describe, expect, it } from 'vitest';
import { FormMemory } from './form-memory.ts';

const hourMs = 3_600_000;

describe('FormMemory', () => {
  it('remembers the forms of a model for an hour, separately for each model', () => {
    let nowMs = 0;
    const memory = new FormMemory([], () => nowMs);
    memory.remember('m', ['a']);
    memory.remember('m', ['b', 'a']);
    expect([memory.of('m'), memory.of('other')]).toEqual([['a', 'b'], []]);
    nowMs = hourMs - 1;
    expect(memory.of('m')).toEqual(['a', 'b']);
    nowMs = hourMs;
    expect(memory.of('m')).toEqual([]);
  });

  it('keeps the forms that the operator sets', () => {
    let nowMs = 0;
    const memory = new FormMemory(['stated'], () => nowMs);
    memory.remember('m', ['a']);
    expect([memory.of('m'), memory.of('other')]).toEqual([['stated', 'a'], ['stated']]);
    nowMs = hourMs;
    expect(memory.of('m')).toEqual(['stated']);
  });

  it('holds at most 500 models, and 30 forms of each', () => {
    const memory = new FormMemory([], () => 0);
    for (let index = 0; index <= 500; index++) memory.remember(`m${index}`, ['a']);
    expect([memory.of('m0'), memory.of('m1'), memory.of('m500')]).toEqual([[], ['a'], ['a']]);
    for (let index = 0; index < 100; index++) memory.remember('m500', [`form-${index}`]);
    expect(memory.of('m500')).toHaveLength(30);
  });
});
