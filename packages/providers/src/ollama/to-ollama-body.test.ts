import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toOllamaBody } from './to-ollama-body.ts';

const body = (request: Partial<ModelRequest>): JsonObject => toOllamaBody(modelRequest(request), 'ollama').body;
const look = { name: 'look', description: null, parameters: { type: 'object' } };
const wait = { name: 'wait', description: 'Waits.', parameters: { type: 'object' } };

describe('toOllamaBody', () => {
  it('omits settings that the request does not set', () => {
    expect(body({})).toEqual({
      model: 'test-model',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
      truncate: false,
    });
  });

  it('writes every setting', () => {
    const traits = { thinksFirst: true, sampling: true, fallbackMaxOutputTokens: 10 };
    const settings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 100, stop: ['END'], seed: 7, traits };
    expect(body(settings)).toMatchObject({
      think: true,
      options: { temperature: 0.5, top_p: 0.9, num_predict: 100, stop: ['END'], seed: 7 },
    });
  });

  it('writes a conversation with tools and images', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Look!' },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
        ],
      },
      assistantMessage('', { id: 'a', name: 'look', arguments: '{"at":1}' }),
      toolMessage('a', 'look', 'A cat.'),
    ];
    expect(body({ messages, prefill: 'It' }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Look!', images: ['AAAA'] },
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'look', arguments: { at: 1 } } }] },
      { role: 'tool', tool_name: 'look', content: 'A cat.' },
      { role: 'assistant', content: 'It' },
    ]);
  });

  it('refuses an image by address, and names the valid form', () => {
    const image = { type: 'url', url: 'https://example.com/cat.png' } as const;
    expect(() => body({ messages: [{ role: 'user', parts: [{ type: 'image', image }] }] })).toThrow(
      "ollama accepts images by value only: send 'https://example.com/cat.png' as base64.",
    );
  });

  it.each<[ModelRequest['toolChoice'], string[]]>([
    [null, ['look', 'wait']],
    [{ type: 'required' }, ['look', 'wait']],
    [{ type: 'none' }, []],
    [{ type: 'tool', name: 'wait' }, ['wait']],
  ])('offers only the tools of the choice %j', (toolChoice, names) => {
    const tools = (body({ tools: [look, wait], toolChoice }).tools ?? []) as { function: { name: string } }[];
    expect(tools.map((tool) => tool.function.name)).toEqual(names);
  });

  it('requests JSON, with a schema or without', () => {
    const schema = { type: 'object' };
    expect(body({ responseFormat: { type: 'json-schema', name: 'x', schema } }).format).toEqual(schema);
    expect(body({ responseFormat: { type: 'json' } }).format).toBe('json');
  });

  it('warns of a call that it cannot enforce, and of options without a place', () => {
    const part = { type: 'text', text: 'a', providerOptions: { ollama: { x: 1 } } } as const;
    const request = modelRequest({
      messages: [{ role: 'user', parts: [part] }],
      tools: [look],
      toolChoice: { type: 'required' },
      providerOptions: { ollama: { keep_alive: '10m', options: { num_ctx: 8192 } } },
      seed: 7,
    });
    const written = toOllamaBody(request, 'ollama');
    expect(written.body).toMatchObject({ keep_alive: '10m', options: { num_ctx: 8192, seed: 7 } });
    expect(written.warnings).toMatchObject([
      { path: 'toolChoice', action: 'dropped' },
      { path: 'messages.0.parts.0.providerOptions', action: 'dropped' },
    ]);
  });

  it("puts options of the model into Ollama's place for them, except those that the request itself sets", () => {
    const providerOptions = { ollama: { num_ctx: 32_768, keep_alive: '5m', options: { top_k: 5, num_predict: 9 } } };
    const request = modelRequest({ maxOutputTokens: 7, providerOptions });
    const { body, warnings } = toOllamaBody(request, 'ollama');
    expect(body).toMatchObject({ keep_alive: '5m', options: { num_ctx: 32_768, top_k: 5, num_predict: 7 } });
    expect(body).not.toHaveProperty('num_ctx');
    expect(warnings).toMatchObject([{ path: 'providerOptions.options.num_predict', action: 'dropped' }]);
  });
});
