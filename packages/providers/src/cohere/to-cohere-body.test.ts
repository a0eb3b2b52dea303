import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toCohereBody } from './to-cohere-body.ts';

const body = (request: Partial<ModelRequest>): JsonObject => toCohereBody(modelRequest(request), 'cohere').body;
const look = { name: 'look', description: null, parameters: { type: 'object' } };
const wait = { name: 'wait', description: 'Waits.', parameters: { type: 'object' } };

describe('toCohereBody', () => {
  it('omits settings that the request does not set', () => {
    expect(body({})).toEqual({ model: 'test-model', messages: [{ role: 'user', content: 'Hello' }], stream: true });
  });

  it("writes every setting, on Cohere's scales", () => {
    const settings = { temperature: 1.5, topP: 1, maxOutputTokens: 100, stop: ['END'], seed: 7 };
    expect(body(settings)).toMatchObject({
      temperature: 1,
      p: 0.99,
      max_tokens: 100,
      stop_sequences: ['END'],
      seed: 7,
    });
  });

  it('writes a conversation with tools and images', () => {
    const call = { id: 'a', name: 'look', arguments: '{}' };
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Look!' },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
          { type: 'image', image: { type: 'url', url: 'https://example.com/cat.png' } },
        ],
      },
      assistantMessage('I will look.', call),
      toolMessage('a', 'look', 'A cat.'),
      assistantMessage('A cat.'),
    ];
    expect(body({ messages, prefill: 'It' }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look!' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
        ],
      },
      {
        role: 'assistant',
        tool_plan: 'I will look.',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'a', content: 'A cat.' },
      { role: 'assistant', content: 'A cat.' },
      { role: 'assistant', content: 'It' },
    ]);
  });

  it.each<[ModelRequest['toolChoice'], string | undefined, string[]]>([
    [null, undefined, ['look', 'wait']],
    [{ type: 'auto' }, undefined, ['look', 'wait']],
    [{ type: 'none' }, 'NONE', ['look', 'wait']],
    [{ type: 'required' }, 'REQUIRED', ['look', 'wait']],
    [{ type: 'tool', name: 'wait' }, 'REQUIRED', ['wait']],
  ])('offers tools with the choice %j', (toolChoice, choice, names) => {
    const written = body({ tools: [look, wait], toolChoice });
    expect(written.tool_choice).toBe(choice);
    expect((written.tools as { function: { name: string } }[]).map((tool) => tool.function.name)).toEqual(names);
  });

  it('requests JSON, with a schema or without', () => {
    const schema = { type: 'object' };
    expect(body({ responseFormat: { type: 'json-schema', name: 'x', schema } }).response_format).toEqual({
      type: 'json_object',
      json_schema: schema,
    });
    expect(body({ responseFormat: { type: 'json' } })).toMatchObject({
      response_format: { type: 'json_object' },
      messages: [{ role: 'system', content: expect.stringContaining('JSON') }, {}],
    });
  });

  it('sends back a plan as a plan, and warns of changed settings', () => {
    const state = { providerId: 'cohere', dialect: 'cohere', value: { field: 'tool_plan' } };
    const call = { id: 'a', name: 'look', arguments: '{}' };
    const plan = { type: 'reasoning', text: 'I plan.', state } as const;
    const answer: ModelRequest['messages'][number] = {
      role: 'assistant',
      parts: [plan, { type: 'text', text: 'So.' }, { type: 'tool-call', ...call }],
    };
    const written = toCohereBody(modelRequest({ messages: [answer], temperature: 2, topP: 1 }), 'cohere');
    expect(written.body.messages).toMatchObject([{ tool_plan: 'I plan.', content: 'So.', tool_calls: [{ id: 'a' }] }]);
    expect(written.warnings).toMatchObject([
      { path: 'temperature', action: 'clamped' },
      { path: 'topP', action: 'clamped' },
    ]);
    expect(body({ messages: [{ role: 'assistant', parts: [plan] }] }).messages).toEqual([
      { role: 'assistant', content: [{ type: 'thinking', thinking: 'I plan.' }] },
    ]);
  });
});
