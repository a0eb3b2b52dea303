import { expect, test } from 'vitest';
import { describeSetup } from './describe-setup.ts';

test.each([
  ['set OPENAI_API_KEY', 'Set OPENAI_API_KEY in the file .env or in the environment of the service, then restart it.'],
  ['the sandbox is not running', 'The sandbox is not running.'],
  [null, 'OpenAI is not configured: an operator must set its key.'],
])('the hint %s', (hint, text) => {
  expect(describeSetup('OpenAI', hint)).toBe(text);
});
