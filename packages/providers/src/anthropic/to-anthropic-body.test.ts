import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { chooseAnswerFormat } from './answer-format.ts';
import { toAnthropicBody } from './to-anthropic-body.ts';

function body(difference: Partial<ModelRequest>): JsonObject {
  const request = modelRequest(difference);
  return toAnthropicBody(request, chooseAnswerFormat(request), 'anthropic').body;
}

const tool = { name: 'look', description: 'Looks.', parameters: { properties: {} } };

describe('toAnthropicBody', () => {
  it('names the limit that it must, and leaves the rest out', () => {
    expect(body({})).toEqual({
      model: 'test-model',
      max_tokens: 4096,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      stream: true,
    });
  });

  it('writes every setting that there is a place for', () => {
    const written = body({ temperature: 1.5, topP: 0.9, maxOutputTokens: 100, stop: ['END'], seed: 7 });
    expect(written).toMatchObject({ temperature: 1, max_tokens: 100, stop_sequences: ['END'] });
    expect(written).not.toHaveProperty('top_p');
    expect(written).not.toHaveProperty('seed');
    expect(body({ topP: 0.9 })).toMatchObject({ top_p: 0.9 });
    const traits = { thinksFirst: false, sampling: false, fallbackMaxOutputTokens: 10 };
    expect(body({ temperature: 0.5, topP: 0.9, traits })).not.toHaveProperty('temperature');
  });

  it('puts system text apart, results into the turn of the user, and neighbours together', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', parts: [{ type: 'text', text: 'Look!' }] },
      assistantMessage(
        '',
        { id: 'functions.look:0', name: 'look', arguments: '{"x":1}' },
        { id: 'b', name: 'look', arguments: '' },
      ),
      toolMessage('functions.look:0', 'look', 'A cat.'),
      toolMessage('b', 'look', ''),
      { role: 'user', parts: [{ type: 'text', text: 'And?' }] },
      { role: 'system', text: 'Be kind.' },
    ];
    expect(body({ messages })).toMatchObject({
      system: 'Be brief.\n\nBe kind.',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Look!' }] },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'functions_look_0', name: 'look', input: { x: 1 } },
            { type: 'tool_use', id: 'b', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'functions_look_0', content: 'A cat.' },
            { type: 'tool_result', tool_use_id: 'b' },
            { type: 'text', text: 'And?' },
          ],
        },
      ],
    });
  });

  it('writes images by address and by value', () => {
    const messages: ModelRequest['messages'] = [
      {
        role: 'user',
        parts: [
          { type: 'image', image: { type: 'url', url: 'https://example.com/cat.png' } },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
        ],
      },
    ];
    expect(body({ messages }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
    ]);
  });

  it.each([
    [{ type: 'auto' }, { type: 'auto' }],
    [{ type: 'none' }, { type: 'none' }],
    [{ type: 'required' }, { type: 'any' }],
    [
      { type: 'tool', name: 'look' },
      { type: 'tool', name: 'look' },
    ],
  ] as const)('offers tools with the choice %j', (toolChoice, tool_choice) => {
    expect(body({ tools: [tool], toolChoice })).toMatchObject({
      tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: {} } }],
      tool_choice,
    });
  });

  it('asks to go on from text, without the white space that the API refuses', () => {
    expect(body({ prefill: 'Once upon ' }).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: 'Once upon' },
    ]);
  });

  it('asks for a schema natively, or by a tool that must be called', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const responseFormat: ModelRequest['responseFormat'] = { type: 'json-schema', name: 'thing', schema };
    expect(body({ model: 'claude-sonnet-5', responseFormat }).output_config).toEqual({
      format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } },
    });
    expect(body({ model: 'claude-3-haiku', responseFormat })).toMatchObject({
      tools: [{ name: 'give_answer', input_schema: schema }],
      tool_choice: { type: 'tool', name: 'give_answer', disable_parallel_tool_use: true },
    });
    expect(body({ model: 'claude-3-haiku', responseFormat, tools: [tool] })).toMatchObject({
      tools: [{ name: 'look' }, { name: 'give_answer' }],
      tool_choice: { type: 'any' },
    });
    expect(body({ responseFormat: { type: 'json' } }).system).toContain('JSON');
  });
});
