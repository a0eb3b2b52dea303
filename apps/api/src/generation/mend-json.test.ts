import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareJson, mendJson } from './mend-json.ts';

describe('bareJson', () => {
  it.each([
    ['JSON', '{"a":1}', '{"a":1}'],
    ['a fence', '```json\n{"a":1}\n```', '{"a":1}'],
    ['prose around it', 'Here it is: {"a":1}. Anything else?', '{"a":1}'],
    ['prose around a fence', 'Sure!\n```json\n{"a":1}\n```\nDone.', '{"a":1}'],
    ['prose with brackets', 'For {x} and [y]: {"a":"{"}', '{"a":"{"}'],
    ['commas behind the last members', '{"a":[1,2,],"b":{"c":1 , },}', '{"a":[1,2],"b":{"c":1  }}'],
    ['commas in strings', '{"a":",}",}', '{"a":",}"}'],
    ['line breaks and tabs in strings', '{"a":"x\n\ty",\n"b":"\\"\n",}', '{"a":"x\\n\\ty",\n"b":"\\"\\n"}'],
    ['thoughts', 'Is it {"a":2}?</think>{"a":1}', '{"a":1}'],
    ['a list', 'So: [1, 2]', '[1, 2]'],
    ['a text without JSON', 'I cannot.', 'I cannot.'],
    ['JSON that is cut', 'So: {"a":[1,', 'So: {"a":[1,'],
    ['JSON that is cut after a complete part', '{"a":{"b":1},"c":', '{"a":{"b":1},"c":'],
  ])('%s', (_, text, json) => {
    expect(bareJson(text)).toBe(json);
  });

  it('leaves every JSON unchanged, and finds it in prose', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(bareJson(json))).toEqual(JSON.parse(json));
        if (/^[{[]/.test(json)) expect(JSON.parse(bareJson(`So: ${json} `))).toEqual(JSON.parse(json));
      }),
    );
  });
});

it('gives up after eight tries', () => {
  expect(mendJson(`${'{x} '.repeat(8)}{"a":1}`)).toBeNull();
  expect(mendJson('['.repeat(200_000))).toBeNull();
});
