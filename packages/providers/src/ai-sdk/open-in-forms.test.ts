import { APICallError, type LanguageModelV4, type LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { expect, it, vi } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { FormMemory } from '../forms/form-memory.ts';
import { modelRequest } from '../testing/model-request.ts';
import { openInForms } from './open-in-forms.ts';

const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const options: LanguageModelV4CallOptions = {
  prompt: [],
  temperature: 0.5,
  topK: 3,
  stopSequences: ['x'],
  tools: [{ type: 'function', name: 'look', inputSchema: { type: 'object' } }],
};
const tools: ModelRequest['tools'] = [{ name: 'look', description: null, parameters: { type: 'object' } }];

/** A model whose server refuses calls with these messages, depending on the request. */
function refusing(refuse: (asked: LanguageModelV4CallOptions, isWhole: boolean) => string | null, status = 400) {
  const asked: [string, LanguageModelV4CallOptions][] = [];
  const check = (given: LanguageModelV4CallOptions, isWhole: boolean): void => {
    asked.push([isWhole ? 'whole' : 'stream', given]);
    const message = refuse(given, isWhole);
    if (message === null) return;
    const responseBody = JSON.stringify({ message });
    throw new APICallError({ message, url: 'u', requestBodyValues: {}, statusCode: status, responseBody });
  };
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'p',
    modelId: 'm',
    supportedUrls: {},
    doStream: async (given) => {
      check(given, false);
      return { stream: new ReadableStream({ start: (controller) => controller.close() }) };
    },
    doGenerate: async (given) => {
      check(given, true);
      const finishReason = { unified: 'stop', raw: 'end_turn' } as const;
      return { content: [{ type: 'text', text: 'fine' }], finishReason, usage, warnings: [] };
    },
  };
  return { model, asked };
}

function call(model: LanguageModelV4, memory = new FormMemory(), onAlive?: () => void) {
  return openInForms(model, options, { providerId: 'acme', request: modelRequest({ tools }), memory, onAlive });
}

it('leaves out a refused setting, warns of it, and remembers that for the model', async () => {
  const { model, asked } = refusing(({ topK }) => (topK === undefined ? null : 'Unsupported parameter: topK'));
  const memory = new FormMemory();
  const { warnings } = await call(model, memory);
  expect(warnings).toMatchObject([{ path: 'topK', action: 'dropped' }]);
  expect(asked.map(([, { topK, temperature }]) => [topK, temperature])).toEqual([
    [3, 0.5],
    [undefined, 0.5],
  ]);
  await call(model, memory);
  expect(asked).toHaveLength(3);
});

it('sends no tools, or requests no stream, if these are refused', async () => {
  const { model, asked } = refusing((given, isWhole) => {
    if (!isWhole) return 'This model does not support streaming.';
    return given.tools === undefined ? null : "This model doesn't support tool use.";
  });
  const onAlive = vi.fn();
  const { stream, warnings } = await call(model, new FormMemory(), onAlive);
  expect(asked.map(([form, given]) => [form, given.tools?.length ?? 0])).toEqual([
    ['stream', 1],
    ['whole', 1],
    ['whole', 0],
  ]);
  expect(warnings).toMatchObject([{ path: 'tools', action: 'dropped' }]);
  expect(onAlive).toHaveBeenCalled();
  const parts = await Array.fromAsync(stream);
  expect(parts.map(({ type }) => type)).toEqual(['stream-start', 'text-start', 'text-delta', 'text-end', 'finish']);
});

it('never requests a stream if the operator says so', async () => {
  const { model, asked } = refusing(() => null);
  await call(model, new FormMemory(['unstreamed']));
  expect(asked.map(([form]) => form)).toEqual(['whole']);
});

it.each([
  ['is no refusal of a member', 'Too many requests', 429],
  ['concerns stop sequences, which would not be cut here', 'Unsupported parameter: stopSequences', 400],
  ['names nothing that was sent', 'Unsupported parameter: presencePenalty', 400],
])('throws a failure that %s unchanged', async (_, message, status) => {
  const { model, asked } = refusing(() => message, status);
  await expect(call(model)).rejects.toThrow(message);
  expect(asked).toHaveLength(1);
});
