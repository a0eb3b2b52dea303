import { expect, test } from 'vitest';
import { isCustomTool, toArguments, toFunction, toInput } from './custom-tool.ts';

test('a custom tool becomes a function of one text, and is known as one', () => {
  const tool = toFunction('apply_patch', 'Edits files.', { type: 'grammar', syntax: 'lark', definition: 'start: A' });
  expect(tool.description).toBe('Edits files.\n\nThe input must follow this grammar (lark):\nstart: A');
  expect(tool.custom).toMatchObject({ description: 'Edits files.', format: { syntax: 'lark' } });
  expect(isCustomTool(tool)).toBe(true);
  expect(isCustomTool({ parameters: { type: 'object' } })).toBe(false);
});

test('its text comes back', () => {
  expect(toInput(toArguments('*** Begin "Patch"\n'))).toBe('*** Begin "Patch"\n');
  expect(['"bare"', '{"other":1}', 'no json'].map(toInput)).toEqual(['bare', '{"other":1}', 'no json']);
});
