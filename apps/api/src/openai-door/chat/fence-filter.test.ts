import { expect, test } from 'vitest';
import { FenceFilter } from './fence-filter.ts';

const cases: [string, string, string][] = [
  ['plain JSON as it is', '{"a":"`b` ```"}\n', '{"a":"`b` ```"}\n'],
  ['JSON in a fence without it', '```json\n{"a":1}\n```', '{"a":1}'],
  ['a fence without a word, with room around it', ' \n```\n[1,\n2]\n```\n\n', '[1,\n2]'],
  ['backticks within fenced JSON', '```json\n{"a":"``` x `y`"}\n```', '{"a":"``` x `y`"}'],
  ['a text that only begins like a fence', '``x', '``x'],
  ['a fence of another language', '```xml\n<a/>\n```', '```xml\n<a/>\n```'],
  ['an opening fence that nothing follows', '```js', '```js'],
  ['a fence that is not closed', '```json\n{"a":1}', '{"a":1}'],
  ['nothing', '', ''],
];

test.each(cases)('gives %s, however it is cut', (_name, text, expected) => {
  for (let size = 1; size <= text.length + 1; size++) {
    const filter = new FenceFilter();
    let out = '';
    for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size));
    expect(out + filter.end()).toBe(expected);
  }
});

test('holds nothing back once it has seen that there is no fence', () => {
  const filter = new FenceFilter();
  expect(filter.push('{')).toBe('{');
  expect(filter.push('"a":1} ')).toBe('"a":1} ');
});
