import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filterJsonText, JsonTextFilter } from './json-text-filter.ts';
import { bareJson } from './mend-json.ts';

const cases: [string, string, string][] = [
  ['plain JSON unchanged', '{"a":"`b` ```", "c": [1, 2]}', '{"a":"`b` ```", "c": [1, 2]}'],
  ['JSON in a fence without it', '```json\n{"a":1}\n```', '{"a":1}'],
  ['a fence without a word, with room around it', ' \n```\n[1,\n2]\n```\n\n', '[1,\n2]'],
  ['JSON after prose and before prose', 'Here is your [result]:\n\n{"a":1}\n\nIs {that} fine?', '{"a":1}'],
  ['JSON after prose with braces', 'For {x} it is {"a":{}}', '{"a":{}}'],
  ['commas behind last members without them', '{"a":[1,2, ],\n"b":{},\n}', '{"a":[1,2 ],\n"b":{}\n}'],
  ['brackets and commas within strings', '{"a":"},]","b":"\\"},"}', '{"a":"},]","b":"\\"},"}'],
  ['line breaks in strings escaped', '{"a":"x\n\ty",\n"b":1,}', '{"a":"x\\n\\ty",\n"b":1}'],
  ['an empty list', 'Nothing: []', '[]'],
  ['a list of literals', 'So: [ true, null]', '[ true, null]'],
  ['words in brackets unchanged', 'Only [trust] and {faith}', 'Only [trust] and {faith}'],
  ['a value that is not an object or a list', '```json\n42\n```', '42'],
  ['a text', '"hello"', '"hello"'],
  ['JSON that is cut', 'So: {"a":[1,', '{"a":[1,'],
  ['a bracket at the end', 'So: {', 'So: {'],
  ['nothing', '', ''],
];

describe('the filter of a stream of JSON', () => {
  test.each(cases)('gives %s, in pieces of any size', (_name, text, expected) => {
    for (let size = 1; size <= text.length + 1; size++) {
      const filter = new JsonTextFilter();
      let out = '';
      for (let at = 0; at < text.length; at += size) out += filter.push(text.slice(at, at + size));
      expect(out + filter.end()).toBe(expected);
    }
  });

  test('passes JSON without delay', () => {
    const filter = new JsonTextFilter();
    expect(filter.push('{"')).toBe('{"');
    expect(filter.push('a":1,')).toBe('a":1');
    expect(filter.push(' "b":2}')).toBe(', "b":2}');
    expect(filter.push('\n```')).toBe('');
  });

  test('holds back a bounded text, and then passes all of it', () => {
    const filter = new JsonTextFilter();
    expect(filter.push('a'.repeat(4_000))).toBe('');
    expect(filter.push('b')).toBe(`${'a'.repeat(4_000)}b`);
    expect(filter.push('{"c":1,}')).toBe('{"c":1,}');
  });

  test('leaves every JSON document unchanged, within any prose', () => {
    const prose = fc.stringMatching(/^[a-zA-Z .:\n`]{0,20}$/);
    const document = fc.oneof(fc.object(), fc.array(fc.jsonValue()));
    fc.assert(
      fc.property(prose, document, prose, fc.nat(4), (before, value, after, indent) => {
        const json = JSON.stringify(value, null, indent);
        expect(filterJsonText(`${before}${json}${after}`)).toBe(json);
      }),
    );
  });

  test.each([
    ['{[]}{}', '{}'],
    ['Of {the form} [x, "y]"]: {"a":1}', '{"a":1}'],
    ['{name: "x", tags: ["a"]}', '{name: "x", tags: ["a"]}'],
  ])('takes no value out of brackets that are no JSON: %s', (text, expected) => {
    expect(filterJsonText(text)).toBe(expected);
    const filter = new JsonTextFilter();
    expect([...text].map((character) => filter.push(character)).join('') + filter.end()).toBe(expected);
  });

  test('agrees with the check of the whole answer', () => {
    const unit = fc.constantFrom('{', '}', '[', ']', ',', '"a":', '1', '"b"', ' ', '\n', 'x');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 14 }), (text) => {
        const filtered = filterJsonText(text);
        const bare = bareJson(text);
        fc.pre(isJson(filtered) && isJson(bare));
        expect(JSON.parse(filtered)).toEqual(JSON.parse(bare));
      }),
      { numRuns: 2_000, examples: [['{[]}{}']] },
    );
  });

  test.each(['\n', '[', '{ ', '`\n', ','])('looks at each character of %j a bounded number of times', (unit) => {
    const filter = new JsonTextFilter();
    let length = 0;
    for (let sent = 0; sent < 100_000; sent++) length += filter.push(unit).length;
    length += filter.push(unit.repeat(300_000)).length + filter.end().length;
    expect(length).toBeLessThanOrEqual(400_000 * unit.length);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
