import { expect, test } from 'vitest';
import { buildInput, type Question } from './build-input.ts';
import type { Route } from './route.ts';
import { startRun } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Lane } from './turn.ts';

const auto: Route = { type: 'strategy', strategy: null };
const base = { settings: defaultSettings, turns: [], prompt: 'Hello', files: [], route: auto, laneIndex: 0 };
const build = (settings: Partial<Settings>, question: Partial<Question> = {}) =>
  buildInput({ ...base, settings: { ...defaultSettings, ...settings }, ...question });
const answered = (...texts: string[]) => texts.map((text): Lane => ({ route: auto, run: { ...startRun(0), text } }));

test('without settings, only the prompt is sent', () => {
  expect(build({})).toEqual({
    type: 'ready',
    input: { messages: [{ role: 'USER', content: 'Hello' }], enableFallback: true },
  });
});

test('a conversation is sent as its system message and its answered turns', () => {
  const turns = [
    { prompt: 'One', files: [], lanes: answered('Answer one') },
    { prompt: 'Failed', files: [], lanes: answered('') },
  ];
  const built = build({ systemMessage: ' Be brief. ' }, { turns, prompt: 'Two' });
  expect(built.type === 'ready' && built.input.messages).toEqual([
    { role: 'SYSTEM', content: 'Be brief.' },
    { role: 'USER', content: 'One' },
    { role: 'ASSISTANT', content: 'Answer one' },
    { role: 'USER', content: 'Two' },
  ]);
});

test('changed settings are sent', () => {
  const built = build(
    {
      temperature: 0,
      maxTokens: 100,
      reasoningEffort: 'LOW',
      costLimitUsd: 0.01,
      isFallbackEnabled: false,
      format: 'JSON',
    },
    { route: { type: 'model', id: 'openai/gpt-4o' } },
  );
  expect(built).toMatchObject({
    input: {
      model: 'openai/gpt-4o',
      temperature: 0,
      maxTokens: 100,
      reasoning: { effort: 'LOW' },
      costLimitUsd: '0.01',
      enableFallback: false,
      responseFormat: { type: 'JSON' },
    },
  });
});

test('a schema is sent as JSON, and an invalid schema is reported', () => {
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
  ['a tool without a description', [{ name: 'add', parameters: {} }], [{ name: 'add', parameters: {} }]],
])('tools are read from %s', (_, given, tools) => {
  expect(build({ toolsText: JSON.stringify(given) })).toMatchObject({ input: { tools } });
});

test.each(['not JSON', '[{"name":"add"}]', '[{"parameters":{}}]', '[1]'])(
  'a value that is no list of tools is reported: %s',
  (toolsText) => {
    expect(build({ toolsText })).toMatchObject({ type: 'invalid', problem: expect.stringMatching(/not a JSON array/) });
  },
);

test("each lane continues its own answer, or the first lane's when it had none", () => {
  const turns = [{ prompt: 'One', files: [], lanes: answered('first', 'second', '') }];
  const answerOf = (laneIndex: number) => {
    const built = build({}, { turns, laneIndex });
    return built.type === 'ready' && built.input.messages?.[1]?.content;
  };
  expect([0, 1, 2, 5].map(answerOf)).toEqual(['first', 'second', 'first', 'first']);
});

test('files are sent as parts after the text', () => {
  const files = [
    { name: 'a.png', mediaType: 'image/png', data: 'AAAA' },
    { name: 'b.pdf', mediaType: 'application/pdf', data: 'BBBB' },
  ];
  expect(build({}, { files })).toMatchObject({
    input: {
      messages: [
        {
          role: 'USER',
          parts: [
            { type: 'TEXT', text: 'Hello' },
            // An image has no name in the API.
            expect.not.objectContaining({ name: expect.anything() }),
            { type: 'FILE', name: 'b.pdf' },
          ],
        },
      ],
    },
  });
});

test('a template is sent with its values, numbers and booleans as such, and needs no prompt', () => {
  const template = { name: 'summary', values: { text: 'Rivers', count: '3', isShort: 'true', tone: '' } };
  expect(build({ template }, { prompt: '' })).toEqual({
    type: 'ready',
    input: {
      template: { name: 'summary', variables: { text: 'Rivers', count: 3, isShort: true } },
      enableFallback: true,
    },
  });
});
