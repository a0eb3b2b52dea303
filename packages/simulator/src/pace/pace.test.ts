import { describe, expect, it } from 'vitest';
import { readNumber, readPace } from './pace.ts';

const usual = { firstTokenMs: 120, tokensPerSecond: 80 };

describe('readPace', () => {
  it.each([
    ['the usual pace', 'sandbox', {}, usual],
    ['the pace in the name', 'sandbox-50ms-200tps', {}, { firstTokenMs: 50, tokensPerSecond: 200 }],
    ['half of it from the name', 'sandbox-0ms', {}, { firstTokenMs: 0, tokensPerSecond: 80 }],
    ['a name that only looks like one', 'gpt-4-32k-tps', {}, usual],
    [
      'the headers before the name',
      'sandbox-50ms',
      { 'x-sim-first-token-ms': '7', 'x-sim-tokens-per-second': '0' },
      { firstTokenMs: 7, tokensPerSecond: 0 },
    ],
    ['the usual pace where a header is no number', 'sandbox', { 'x-sim-first-token-ms': 'soon' }, usual],
  ])('takes %s', (_, model, headers, expected) => {
    expect(readPace(usual, model, headers)).toEqual(expected);
  });
});

describe('readNumber', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['-1', null],
    ['x', null],
    ['0', 0],
    ['2.5', 2.5],
  ])('reads %j as %j', (text, expected) => {
    expect(readNumber(text)).toBe(expected);
  });
});
