import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { asCode } from './as-code.ts';
import type { GenerateInput } from './run-documents.ts';

const target = { origin: 'https://gateway.example' };
const input: GenerateInput = {
  model: 'openai/gpt',
  messages: [
    { role: 'SYSTEM', content: "Don't hurry." },
    {
      role: 'USER',
      parts: [
        { type: 'TEXT', text: 'What is it?' },
        { type: 'IMAGE', mediaType: 'image/png', data: 'AA==' },
      ],
    },
  ],
  temperature: 0,
  reasoning: { effort: 'LOW' },
  enableFallback: false,
  responseFormat: { type: 'JSON_SCHEMA', schema: { type: 'object', nullable: null, additionalProperties: false } },
};

test('the GraphQL is valid against the schema', async () => {
  const schema = buildSchema(await readFile(new URL('../../../../api/schema.graphql', import.meta.url), 'utf8'));
  expect(validate(schema, parse(asCode('graphql', input, target)))).toEqual([]);
});

test("curl's body is the request that OpenAI defines, also with quotes in it", () => {
  const printed = execFileSync('sh', [
    '-c',
    asCode('curl', input, target).replace(/^curl -N/, 'printf "%s\\n"'),
  ]).toString();
  const body = JSON.parse(printed.slice(printed.indexOf('{')));
  expect(printed).toContain('https://gateway.example/v1/chat/completions');
  expect(body).toMatchObject({
    model: 'openai/gpt',
    messages: [
      { role: 'system', content: "Don't hurry." },
      {
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
        ],
      },
    ],
    temperature: 0,
    reasoning_effort: 'low',
    enable_fallback: false,
    response_format: { type: 'json_schema', json_schema: { name: 'answer' } },
    stream: true,
  });
});

test("Python has its own words for values, and sends the gateway's members as extra body", () => {
  const code = asCode('python', input, target);
  expect(code).toContain('"additionalProperties": False');
  expect(code).toContain('"nullable": None');
  expect(code).toMatch(/extra_body=\{\s+"enable_fallback": False,\s+\}/);
});

test('a strategy is a model name under /v1', () => {
  expect(asCode('javascript', { strategy: 'COST_OPTIMIZED', messages: [] }, target)).toContain('"auto:cost_optimized"');
  expect(asCode('javascript', { messages: [] }, target)).toContain('"model": "auto"');
  expect(asCode('python', { chain: 'LOCAL_ONLY', messages: [] }, target)).toContain('model="LOCAL_ONLY"');
});
