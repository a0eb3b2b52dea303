import fc from 'fast-check';
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
  ['more than three ticks at the end', '```json\n{}\n`````', '{}\n``'],
  ['ticks apart at the end', '```json\n{}\n``` `', '{}\n``` `'],
  ['a fence within a fence', '```json\n{}\n```\n```', '{}\n```'],
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

test('gives the same for a text in pieces as for one in one piece', () => {
  const unit = fc.constantFrom('`', '```', '\n', ' ', '\r\n', 'json', '{}');
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 4 }), { maxLength: 8 }), (pieces) => {
      const [cut, whole] = [new FenceFilter(), new FenceFilter()];
      const out = pieces.map((piece) => cut.push(piece)).join('') + cut.end();
      expect(out).toBe(whole.push(pieces.join('')) + whole.end());
    }),
  );
});

test.each(['\n', ' \n', '`\n'])('looks at each character of %j once, in one piece or in many', (unit) => {
  for (const start of ['', '```json\n{']) {
    const filter = new FenceFilter();
    let length = filter.push(start).length;
    for (let sent = 0; sent < 100_000; sent++) length += filter.push(unit).length;
    length += filter.push(unit.repeat(300_000)).length + filter.end().length;
    expect(length).toBe((start === '' ? 0 : 1) + 400_000 * unit.length);
  }
});
