import { expect, test } from 'vitest';
import { readPrompt } from './read-prompt.ts';

test('a prompt names a template, and its texts are values', () => {
  const variables = { topic: 'weirs', tone: { type: 'input_text', text: 'dry' }, facts: { a: 1 } };
  expect(readPrompt({ prompt: { id: 'explain', version: '2', variables } })).toEqual({
    template: { name: 'explain', version: 2, variables: { topic: 'weirs', tone: 'dry', facts: { a: 1 } } },
  });
  expect(readPrompt({ prompt: { id: 'explain' } })).toEqual({
    template: { name: 'explain', version: null, variables: {} },
  });
  expect(readPrompt({ template: { name: 'explain' } })).toMatchObject({ template: { name: 'explain' } });
  expect(readPrompt({ prompt: null })).toEqual({});
});

test.each([
  [{ prompt: { id: 'explain', version: 'two' } }, 'prompt.version'],
  [{ prompt: { id: 'explain', version: '0' } }, 'prompt.version'],
  [{ prompt: { id: 'explain', variables: { a: { type: 'input_image', image_url: 'x' } } } }, 'prompt.variables.a'],
  [{ prompt: { id: 'explain' }, template: { name: 'explain' } }, 'prompt'],
])('%j is refused by name', (body, field) => {
  expect(() => readPrompt(body)).toThrow(expect.objectContaining({ field }));
});
