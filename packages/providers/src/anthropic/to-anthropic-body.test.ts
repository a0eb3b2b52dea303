import { describe, expect, it } from 'vitest';
import type { ContentPart } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage, userMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { chooseAnswerFormat } from './answer-format.ts';
import { toAnthropicBody } from './to-anthropic-body.ts';

function body(difference: Partial<ModelRequest>): JsonObject {
  const request = modelRequest(difference);
  return toAnthropicBody(request, chooseAnswerFormat(request), 'anthropic').body;
}

const tool = { name: 'look', description: 'Looks.', parameters: { properties: {} } };

describe('toAnthropicBody', () => {
  it('sets the required limit, and omits the rest', () => {
    expect(body({})).toEqual({
      model: 'test-model',
      max_tokens: 4096,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      stream: true,
    });
  });

  it('writes every setting that the protocol has', () => {
    const written = body({ temperature: 1.5, topP: 0.9, maxOutputTokens: 100, stop: ['END'], seed: 7 });
    expect(written).toMatchObject({ temperature: 1, max_tokens: 100, stop_sequences: ['END'] });
    expect(written).not.toHaveProperty('top_p');
    expect(written).not.toHaveProperty('seed');
    expect(body({ topP: 0.9 })).toMatchObject({ top_p: 0.9 });
    const traits = { thinksFirst: false, sampling: false, fallbackMaxOutputTokens: 10 };
    expect(body({ temperature: 0.5, topP: 0.9, traits })).not.toHaveProperty('temperature');
  });

  it("separates system text, puts results into the user's turn, and joins neighbours", () => {
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

  it('writes the prefill, without the white space that the API refuses', () => {
    expect(body({ prefill: 'Once upon ' }).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: 'Once upon' },
    ]);
  });

  it('sends a schema natively, or as a tool that must be called', () => {
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

  it('ends an answer to continue without white space', () => {
    const { messages } = body({
      messages: [
        { role: 'user', parts: [{ type: 'text', text: 'Go on ' }] },
        { role: 'assistant', parts: [{ type: 'text', text: 'Once upon \n' }] },
      ],
    });
    expect(messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go on ' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Once upon' }] },
    ]);
  });

  it('leaves out text that is only white space, and reasoning of another provider', () => {
    const foreign = { providerId: 'other', dialect: 'anthropic', value: { type: 'thinking', signature: 's' } };
    const messages: ModelRequest['messages'] = [
      userMessage('a'),
      assistantMessage(' \n'),
      { role: 'assistant', parts: [{ type: 'reasoning', text: 'Hm', state: foreign }] },
      userMessage('b'),
    ];
    expect(body({ messages }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
  });

  it("signs thinking that came back through OpenAI's protocol, but not that of another provider", () => {
    const reasoning_details = [
      { type: 'reasoning.text', text: 'One.', signature: 's1', format: 'anthropic-claude-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'hidden', format: 'anthropic-claude-v1', index: 1 },
      { type: 'reasoning.text', text: 'Other.', signature: 's2', format: 'google-gemini-v1', index: 2 },
    ];
    const thought = (providerId: string | null) => ({
      type: 'reasoning' as const,
      text: 'One.',
      state: { providerId, dialect: 'openai', value: { reasoning_details } },
    });
    const written = (providerId: string | null) =>
      body({
        messages: [
          userMessage('Go.'),
          { role: 'assistant', parts: [thought(providerId), { type: 'text', text: 'Done.' }] },
        ],
      }).messages;
    const answer = { type: 'text', text: 'Done.' };
    for (const providerId of [null, 'anthropic']) {
      expect(written(providerId)).toMatchObject([
        {},
        {
          content: [
            { type: 'thinking', thinking: 'One.', signature: 's1' },
            { type: 'redacted_thinking', data: 'hidden' },
            answer,
          ],
        },
      ]);
    }
    expect(written('openrouter')).toMatchObject([{}, { content: [answer] }]);
  });

  it('marks cache breakpoints; a mark within a result moves to the result', () => {
    const cache_control = { type: 'ephemeral' };
    const mark = { cacheBreakpoint: true };
    const written = body({
      messages: [
        { role: 'system', text: 'Long.', ...mark },
        { role: 'user', parts: [{ type: 'text', text: 'A', ...mark }] },
        { role: 'assistant', parts: [{ type: 'tool-call', id: 'c', name: 'look', arguments: '{}', ...mark }] },
        {
          role: 'tool',
          toolCallId: 'c',
          toolName: 'look',
          parts: [{ type: 'text', text: 'B', ...mark }],
          isError: false,
        },
      ],
    });
    expect(written).toMatchObject({
      system: [{ type: 'text', text: 'Long.', cache_control }],
      messages: [
        { content: [{ type: 'text', text: 'A', cache_control }] },
        { content: [{ type: 'tool_use', cache_control }] },
        { content: [{ type: 'tool_result', content: 'B', cache_control }] },
      ],
    });
  });

  it('puts options of instructions, messages and parts into their blocks', () => {
    const providerOptions = { anthropic: { cache_control: { type: 'ephemeral' } } };
    const written = body({
      providerOptions: { anthropic: { thinking: { type: 'enabled', budget_tokens: 1024 } } },
      messages: [
        { role: 'system', text: 'Long.', providerOptions },
        { role: 'system', text: 'Short.' },
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'a', providerOptions },
            { type: 'text', text: 'b' },
          ],
        },
        { ...toolMessage('c', 'look', 'seen'), providerOptions },
      ],
    });
    expect(written).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 1024 },
      system: [
        { type: 'text', text: 'Long.', cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'Short.' },
      ],
      messages: [
        {
          content: [
            { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
            { type: 'text', text: 'b' },
            { type: 'tool_result', content: 'seen', cache_control: { type: 'ephemeral' } },
          ],
        },
      ],
    });
  });

  it('writes documents by address and texts, and refuses other types', () => {
    const file = {
      type: 'file',
      mediaType: 'text/csv',
      source: { type: 'base64', data: btoa('a,b') },
      name: null,
    } as const;
    const linked = { ...file, source: { type: 'url', url: 'https://example.com/a.pdf' } } as const;
    const contentOf = (...parts: ContentPart[]): unknown =>
      (body({ messages: [{ role: 'user', parts }] }).messages as { content: unknown }[])[0]?.content;
    expect(contentOf(file, linked)).toEqual([
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' } },
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
    ]);
    const sound: ContentPart = { type: 'audio', mediaType: 'audio/wav', source: file.source };
    expect(() => contentOf(sound)).toThrow('anthropic accepts no audio: messages.0.parts.0 cannot be sent to it.');
    expect(() => contentOf({ ...file, mediaType: 'application/zip' })).toThrow('files of the type application/zip');
  });

  it('warns of settings that it cannot send unchanged', () => {
    const request = modelRequest({ temperature: 1.5, topP: 0.5, seed: 7 });
    expect(toAnthropicBody(request, chooseAnswerFormat(request), 'anthropic').warnings).toMatchObject([
      { path: 'seed', action: 'dropped' },
      { path: 'topP', action: 'dropped' },
      { path: 'temperature', action: 'clamped' },
    ]);
  });
});
