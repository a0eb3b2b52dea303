import { expect, it } from 'vitest';
import { splitPlaceholders } from './placeholders.ts';

/** `<name>` for a placeholder, `<!word>` for a placeholder with an invalid name. */
const shown = (text: string): string =>
  splitPlaceholders(text)
    .map((piece) => (piece.type === 'text' ? piece.text : piece.isName ? `<${piece.name}>` : `<!${piece.name}>`))
    .join('');

it.each([
  ['Explain {{topic}} to {{ reader }}.', 'Explain <topic> to <reader>.'],
  ['{{a}}{{a}}', '<a><a>'],
  ['{{{a}}}', '{<a>}'],
  ['Write \\{{topic}} here.', 'Write {{topic}} here.'],
  ['{{user-name}} {{1st}} {{#if}}', '<!user-name> <!1st> <!#if>'],
  ['{"a":{"b":{}}} {{}} {{ two words }} {{"a":1}} {a}', '{"a":{"b":{}}} {{}} {{ two words }} {{"a":1}} {a}'],
  ['no end {{topic', 'no end {{topic'],
  ['', ''],
])('%j is read as %j', (text, pieces) => {
  expect(shown(text)).toBe(pieces);
});

it('reads each brace of a long text once', () => {
  const text = '{{'.repeat(200_000);
  expect(splitPlaceholders(text)).toEqual([{ type: 'text', text }]);
});
