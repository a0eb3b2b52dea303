import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unfence } from './unfence.ts';

describe('a Markdown fence', () => {
  it.each([
    ['```json\n{"a":1}\n```', '{"a":1}'],
    ['```\n{}\n```', '{}'],
    [' \n```JSON \n\n  {}  \n\n ``` \n', '  {}'],
    ['```json\r\n{}\r\n```', '{}'],
    ['```json\n{}```', '{}'],
    ['```json\n```', ''],
    ['```json\n"```"\n```', '"```"'],
  ])('is taken off %j', (text, inner) => {
    expect(unfence(text)).toBe(inner);
  });

  it.each(['{}', '', '```', '`````', '```json {}```', '```js\n{}\n```', '```json\n{}', '{}\n```', '```json{}\n```'])(
    'is none in %j',
    (text) => {
      expect(unfence(text)).toBe(text);
    },
  );

  it('is removed like by the equivalent regular expression', () => {
    const whole = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i;
    const unit = fc.constantFrom('```', '`', 'json', '\n', ' ', '\r', '{}');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        expect(unfence(text)).toBe(whole.exec(text)?.[1] ?? text);
      }),
    );
  });

  it('takes no time if it never ends', () => {
    for (const blank of ['\n', ' \n', '\t']) {
      const text = `\`\`\`json${blank.repeat(2_000_000)}`;
      expect(unfence(text)).toBe(text);
      expect(unfence(`${text}\`\`\``)).toBe(blank === '\t' ? `${text}\`\`\`` : '');
    }
  });
});
