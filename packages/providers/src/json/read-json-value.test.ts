import { expect, it } from 'vitest';
import {
  parseAnswer,
  parseObject,
  readCount,
  readList,
  readObject,
  readText,
  readTokens,
  readUsd,
} from './read-json-value.ts';

it('reads valid members and returns an empty value for the rest', () => {
  expect(readObject({ a: 1 })).toEqual({ a: 1 });
  for (const other of [null, undefined, [], 'a', 1]) expect(readObject(other)).toBeNull();
  expect(readList([1])).toEqual([1]);
  for (const other of [null, {}, 'a']) expect(readList(other)).toEqual([]);
  expect(readText('a')).toBe('a');
  for (const other of ['', null, 1]) expect(readText(other)).toBeNull();
  expect(readCount(3.7)).toBe(3);
  for (const other of [-1, Number.NaN, Number.POSITIVE_INFINITY, '3', null]) expect(readCount(other)).toBe(0);
  expect(parseObject('{"a":1}')).toEqual({ a: 1 });
  for (const other of ['[1]', '1', 'null', '{']) expect(parseObject(other)).toBeNull();
});

it('an impossible count of tokens is none', () => {
  expect([undefined, null, 0, 12, '12', '3.0'].map(readTokens)).toEqual([0, 0, 0, 12, 12, 3]);
  const others = [-1, 2.5, Number.POSITIVE_INFINITY, '', '-3', '2.5', '3 tokens', '0x3', '1e3', {}, true];
  for (const other of others) expect(readTokens(other)).toBeNaN();
});

it('a cost may be written as a text', () => {
  expect([0.5, '0.0042', 0, '0'].map(readUsd)).toEqual([0.5, 0.0042, 0, 0]);
  for (const other of [-1, '-1', 'free', 1e9, '', null, undefined, Number.NaN]) expect(readUsd(other)).toBeUndefined();
});

it('an answer with more objects than any provider sends is refused before it is parsed', () => {
  expect(() => parseAnswer(`{"x":[${'{},'.repeat(1_000_001)}0]}`)).toThrow('more than 1,000,000 objects and lists');
  const brackets = '[{\\"'.repeat(600_000);
  expect(parseAnswer(`{"x":"${brackets}"}`)).toHaveProperty('x');
  expect(parseAnswer('no JSON')).toBeNull();
});
