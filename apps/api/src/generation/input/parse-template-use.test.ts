import { expect, it } from 'vitest';
import { parseTemplateUse } from './parse-template-use.ts';

it('reads the use of a template; the default is the latest version', () => {
  expect(parseTemplateUse({ name: ' greet ' }, 'template')).toEqual({ name: 'greet', version: null, variables: {} });
  const use = { name: 'greet', version: 3, variables: { topic: 'rivers' } };
  expect(parseTemplateUse(use, 'template')).toEqual(use);
});

it.each([
  [{ name: ' ' }, 'template.name is empty: leave it out, or give a name.'],
  [{ name: 'a', version: 0 }, 'template.version must be 1 to 2147483647, not 0.'],
  [{ name: 'a', variables: [1] }, 'template.variables must be an object: the values by the names of variables.'],
  [{ name: 'a', variables: 'topic' }, 'template.variables must be an object: the values by the names of variables.'],
])('refuses %j with the member', (use, message) => {
  expect(() => parseTemplateUse(use, 'template')).toThrow(message);
});
