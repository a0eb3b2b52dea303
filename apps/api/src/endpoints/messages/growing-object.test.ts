import { expect, test } from 'vitest';
import { GrowingObject } from './growing-object.ts';

test.each([
  ['{"a":"}"}', [9]],
  ['{"a":"\\"}","b":[{}]}', [20]],
  ['{"a":1} ', [7, 8]],
  ['{}{}', [2]],
  ["{'a':1}", []],
  ['}{', []],
  ['{"a":[1', []],
])('%s is complete at %j', (text, whole) => {
  const growing = new GrowingObject();
  const found: number[] = [];
  for (const [index, character] of [...text].entries()) {
    growing.add(character);
    if (growing.isWhole) found.push(index + 1);
  }
  expect(found).toEqual(whole);
});
