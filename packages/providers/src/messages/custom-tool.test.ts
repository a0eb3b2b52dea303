import { expect, test } from 'vitest';
import { customArguments, customFrame, customInput, customPiece, customTool, isCustomTool } from './custom-tool.ts';

test('a custom tool becomes a function with one text, and is recognised', () => {
  const tool = customTool('apply_patch', 'Edits files.', { type: 'grammar', syntax: 'lark', definition: 'start: A' });
  expect(tool.description).toBe('Edits files.\n\nThe input must follow this grammar (lark):\nstart: A');
  expect(isCustomTool(tool)).toBe(true);
  expect(isCustomTool({ parameters: { type: 'object' } })).toBe(false);
});

test('the grammar of chat completions is described too', () => {
  const format = { type: 'grammar', grammar: { syntax: 'regex', definition: '[a-z]+' } };
  const tool = customTool('spell', null, format);
  expect(tool.description).toBe('The input must follow this grammar (regex):\n[a-z]+');
  expect(tool.custom).toEqual({
    description: null,
    format: { type: 'grammar', syntax: 'regex', definition: '[a-z]+' },
  });
});

test('its text comes back in pieces, also if a piece ends within a character', () => {
  const pieces = ['say "', '\n\ud83d', '\ude00'];
  const text = customFrame.before + pieces.map(customPiece).join('') + customFrame.behind;
  expect(customInput(text)).toBe('say "\n😀');
});

test('its text comes back', () => {
  expect(customInput(customArguments('*** Begin "Patch"\n'))).toBe('*** Begin "Patch"\n');
  expect(['"bare"', '{"other":1}', 'no json'].map(customInput)).toEqual(['bare', '{"other":1}', 'no json']);
});
