import { expect, it } from 'vitest';
import { readCacheMode } from './read-cache-mode.ts';

it.each([
  ['off', 'off'],
  ['READ', 'read'],
  ['write', 'write'],
  ['Read_Write', 'read-write'],
])('takes %s in any case', (word, cache) => {
  expect(readCacheMode(word)).toEqual({ cache });
});

it.each([undefined, null, { 'no-cache': true }])('leaves %j to the policy', (value) => {
  expect(readCacheMode(value)).toEqual({});
});

it.each(['on', 'constructor', ''])("refuses '%s', and names the valid words", (word) => {
  expect(() => readCacheMode(word)).toThrow(`cache must be one of off, read, write, read_write, not '${word}'`);
});
