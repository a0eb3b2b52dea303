import { expect, test } from 'vitest';
import { buildInput } from './build-input.ts';
import { startRun } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';

const build = (settings: Partial<Settings>, prompt = 'Hello') =>
  buildInput({ settings: { ...defaultSettings, ...settings }, turns: [], prompt });

test('with nothing set, only the prompt is sent', () => {
  expect(build({})).toEqual({
    type: 'ready',
    input: { messages: [{ role: 'USER', content: 'Hello' }], enableFallback: true },
  });
});

test('a conversation is sent as its system message and its answered turns', () => {
  const built = buildInput({
    settings: { ...defaultSettings, systemMessage: ' Be brief. ' },
    turns: [
      { prompt: 'One', run: { ...startRun(0), text: 'Answer one' } },
      { prompt: 'Failed', run: startRun(0) },
    ],
    prompt: 'Two',
  });
  expect(built.type === 'ready' && built.input.messages).toEqual([
    { role: 'SYSTEM', content: 'Be brief.' },
    { role: 'USER', content: 'One' },
    { role: 'ASSISTANT', content: 'Answer one' },
    { role: 'USER', content: 'Two' },
  ]);
});

test('changed settings are sent', () => {
  const built = build({
    route: { type: 'model', id: 'openai/gpt-4o' },
    temperature: 0,
    maxTokens: 100,
    costLimitUsd: 0.01,
    isFallbackEnabled: false,
    format: 'JSON',
  });
  expect(built).toMatchObject({
    input: {
      model: 'openai/gpt-4o',
      temperature: 0,
      maxTokens: 100,
      costLimitUsd: '0.01',
      enableFallback: false,
      responseFormat: { type: 'JSON' },
    },
  });
});

test('a schema is sent as JSON, and an invalid one is named', () => {
  expect(build({ format: 'JSON_SCHEMA', schemaText: '{"type":"object"}' })).toMatchObject({
    input: { responseFormat: { type: 'JSON_SCHEMA', schema: { type: 'object' } } },
  });
  expect(build({ format: 'JSON_SCHEMA', schemaText: '{"type":' })).toEqual({
    type: 'invalid',
    problem: 'The schema is not a JSON object.',
  });
});

const tool = { name: 'add', description: 'Adds', parameters: { type: 'object' } };

test.each([
  ['a list', [tool], [tool]],
  ['a single tool', tool, [tool]],
  ["OpenAI's shape", [{ type: 'function', function: tool }], [tool]],
  ['one without a description', [{ name: 'add', parameters: {} }], [{ name: 'add', parameters: {} }]],
])('tools are read from %s', (_, given, tools) => {
  expect(build({ toolsText: JSON.stringify(given) })).toMatchObject({ input: { tools } });
});

test.each(['not JSON', '[{"name":"add"}]', '[{"parameters":{}}]', '[1]'])(
  'tools that are none are named: %s',
  (toolsText) => {
    expect(build({ toolsText })).toMatchObject({ type: 'invalid', problem: expect.stringMatching(/not a JSON array/) });
  },
);
