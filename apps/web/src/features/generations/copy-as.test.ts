import { expect, test } from 'vitest';
import { copyAs } from './copy-as.ts';

const request = {
  model: 'a/b',
  temperature: 0.5,
  messages: [
    { role: 'SYSTEM', content: "Don't." },
    {
      role: 'USER',
      parts: [
        { type: 'TEXT', text: 'Hi' },
        { type: 'IMAGE', url: 'https://a/b.png' },
      ],
    },
  ],
};

test('a request is copied as GraphQL, as curl, and as code for the openai package', () => {
  expect(copyAs('GraphQL', request, 'http://x')).toContain('"input": {');
  const curl = copyAs('curl', request, 'http://x');
  expect(curl).toContain('curl http://x/graphql');
  expect(curl).toContain("Don'\\''t.");
  const code = copyAs('openai', request, 'http://x');
  expect(code).toContain("baseURL: 'http://x/v1'");
  const body = JSON.parse(code.slice(code.indexOf('create(') + 7, code.indexOf(');\nconsole')));
  expect(body).toEqual({
    model: 'a/b',
    temperature: 0.5,
    messages: [
      { role: 'system', content: "Don't." },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'image_url', image_url: { url: 'https://a/b.png' } },
        ],
      },
    ],
  });
});
