import { describe, expect, it } from 'vitest';
import type { AssistantPart, ContentPart } from '../contract/message.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage, userMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { type OpenAiDialect, openAiDefaults } from './dialect.ts';
import { toOpenAiBody } from './to-openai-body.ts';

const body = (request: Partial<ModelRequest>, dialect: Partial<OpenAiDialect> = {}): JsonObject =>
  toOpenAiBody(modelRequest(request), { ...openAiDefaults, ...dialect }, 'acme').body;

const tool = { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: {} } };
const thinker = { thinksFirst: true, sampling: false, fallbackMaxOutputTokens: 10 };

describe('toOpenAiBody', () => {
  it('omits settings that the request does not set', () => {
    expect(body({})).toEqual({
      model: 'test-model',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('writes every setting', () => {
    const settings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 100, stop: ['END'], seed: 7 };
    expect(body(settings)).toMatchObject({ temperature: 0.5, top_p: 0.9, max_tokens: 100, stop: ['END'], seed: 7 });
  });

  it('omits sampling settings for a model that reasons first, and uses its name of the limit', () => {
    const written = body({ temperature: 0.5, topP: 0.9, maxOutputTokens: 100, traits: thinker });
    expect(written).toMatchObject({ max_completion_tokens: 100 });
    expect(written).not.toHaveProperty('temperature');
    expect(written).not.toHaveProperty('top_p');
    expect(written).not.toHaveProperty('max_tokens');
  });

  it.each<[string, Partial<OpenAiDialect>, JsonObject]>([
    ['the seed by another name', { seedField: 'random_seed' }, { random_seed: 7 }],
    ['one name for the limit', { outputLimitField: 'max_completion_tokens' }, { max_completion_tokens: 100 }],
  ])('follows a dialect: %s', (_, dialect, expected) => {
    expect(body({ seed: 7, maxOutputTokens: 100 }, dialect)).toMatchObject(expected);
  });

  it('does not request usage that always comes, and sends no unsupported seed', () => {
    const written = body({ seed: 7 }, { mustRequestUsage: false, seedField: null });
    expect(Object.keys(written)).toEqual(['model', 'messages', 'stream']);
  });

  it.each([
    [{ type: 'auto' }, 'auto'],
    [{ type: 'none' }, 'none'],
    [{ type: 'required' }, 'required'],
    [
      { type: 'tool', name: 'look' },
      { type: 'function', function: { name: 'look' } },
    ],
  ] as const)('offers tools with the choice %j', (toolChoice, written) => {
    expect(body({ tools: [tool], toolChoice })).toMatchObject({
      tools: [{ type: 'function', function: tool }],
      tool_choice: written,
    });
  });

  it('omits the choice without tools, and an absent description', () => {
    expect(body({ toolChoice: { type: 'auto' } })).not.toHaveProperty('tool_choice');
    expect(body({ tools: [{ ...tool, description: null }] }).tools).toEqual([
      { type: 'function', function: { name: 'look', parameters: tool.parameters } },
    ]);
  });
});

describe('messages', () => {
  it('writes a conversation with tools', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      { role: 'user', parts: [{ type: 'text', text: 'Look!' }] },
      assistantMessage('', { id: 'c1', name: 'look', arguments: '{}' }),
      toolMessage('c1', 'look', 'A cat.'),
      assistantMessage('I see a cat.'),
    ];
    expect(body({ messages }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Look!' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', name: 'look', content: 'A cat.' },
      { role: 'assistant', content: 'I see a cat.' },
    ]);
    const ids = JSON.stringify(body({ messages }, { toolCallIds: 'nine-letters' }).messages).match(/"[0-9a-f]{9}"/g);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(2);
  });

  it('writes images by address and by value', () => {
    const messages: ModelRequest['messages'] = [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', image: { type: 'url', url: 'https://example.com/cat.png' } },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
        ],
      },
    ];
    expect(body({ messages }).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
    ]);
  });

  it.each<[OpenAiDialect['prefill'], JsonObject, JsonObject]>([
    ['last-message', { role: 'assistant', content: 'Once' }, {}],
    ['prefix-flag', { role: 'assistant', content: 'Once', prefix: true }, {}],
    [
      'continue-flag',
      { role: 'assistant', content: 'Once' },
      { continue_final_message: true, add_generation_prompt: false },
    ],
  ])('writes the prefill as %s', (prefill, last, flags) => {
    const written = body({ prefill: 'Once' }, { prefill });
    expect((written.messages as unknown[]).at(-1)).toEqual(last);
    expect(written).toMatchObject(flags);
  });

  it('refuses a prefill that the provider does not support, before a request is sent', () => {
    expect(() => body({ prefill: 'Once' })).toThrow(
      'acme cannot continue an assistant message: end the conversation with a user message.',
    );
  });
});

describe('the form of the answer', () => {
  const open = { type: 'object', properties: { a: { type: 'string' } } };
  const strict = { ...open, required: ['a'], additionalProperties: false };
  const schemaOf = (schema: JsonObject): Partial<ModelRequest> => ({
    responseFormat: { type: 'json-schema', name: 'thing', schema },
  });

  it('sends a schema, strict if possible', () => {
    expect(body(schemaOf(strict)).response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'thing', schema: strict, strict: true },
    });
    expect(body(schemaOf(open)).response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'thing', schema: open },
    });
  });

  it('requests JSON mode, and mentions JSON because the provider requires it', () => {
    const written = body({ responseFormat: { type: 'json' } });
    expect(written.response_format).toEqual({ type: 'json_object' });
    expect(written.messages).toMatchObject([{ role: 'system', content: expect.stringContaining('JSON') }, {}]);
    const messages: ModelRequest['messages'] = [{ role: 'user', parts: [{ type: 'text', text: 'As json, please' }] }];
    expect(body({ messages, responseFormat: { type: 'json' } }).messages).toHaveLength(1);
    const system: ModelRequest['messages'] = [{ role: 'system', text: 'Speak JSON.' }, ...messages.slice(1)];
    expect(body({ messages: system, responseFormat: { type: 'json' } }).messages).toHaveLength(1);
  });

  it('writes a schema into the instructions if it is not supported', () => {
    const written = body(schemaOf(open), { schemaMode: 'instructions' });
    expect(written.response_format).toEqual({ type: 'json_object' });
    expect(written.messages).toMatchObject([{ role: 'system', content: expect.stringContaining('"properties"') }, {}]);
  });

  it('requests any object if only schemas are supported, and uses only instructions if neither is', () => {
    expect(body({ responseFormat: { type: 'json' } }, { jsonMode: 'open-schema' }).response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema: { type: 'object' } },
    });
    const written = body({ responseFormat: { type: 'json' } }, { jsonMode: 'instructions' });
    expect(written).not.toHaveProperty('response_format');
    expect(written.messages).toMatchObject([{ role: 'system', content: expect.stringContaining('JSON') }, {}]);
  });

  const acme = (value: object): { state: ProviderState } => ({
    state: { providerId: 'acme', dialect: 'openai', value: { ...value } },
  });
  const lastOf = (parts: AssistantPart[], dialect: Partial<OpenAiDialect> = {}): unknown => {
    const { messages } = body({ messages: [{ role: 'assistant', parts }] }, dialect);
    return (messages as unknown[]).at(-1);
  };

  it('writes reasoning into its original member, as parts for Mistral', () => {
    const thought = { type: 'reasoning', text: 'Hm' } as const;
    const said = { type: 'text', text: 'Yes' } as const;
    expect(lastOf([{ ...thought, ...acme({ field: 'reasoning' }) }, said])).toEqual({
      role: 'assistant',
      content: 'Yes',
      reasoning: 'Hm',
    });
    expect(lastOf([{ ...thought, ...acme({ field: 'thinking' }) }, said])).toEqual({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
        { type: 'text', text: 'Yes' },
      ],
    });
    expect(lastOf([thought, said], { reasoningField: 'reasoning_content' })).toMatchObject({ reasoning_content: 'Hm' });
    expect(lastOf([{ ...thought, ...acme({ field: 'model' }) }, said])).toEqual({ role: 'assistant', content: 'Yes' });
  });

  it('sends members that OpenAI does not define only to providers that accept them', () => {
    const details = [{ type: 'reasoning.text', text: 'So.', index: 0 }];
    const extra_content = { google: { thought_signature: 'sig' } };
    const unclaimed = (value: JsonObject): ProviderState => ({ providerId: null, dialect: 'openai', value });
    const parts: AssistantPart[] = [
      { type: 'reasoning', text: 'So.', state: unclaimed({ field: 'reasoning_content', reasoning_details: details }) },
      { type: 'text', text: 'Fine.', state: unclaimed({ extra_content, role: 'system' }) },
      { type: 'tool-call', id: 'c', name: 'look', arguments: '{}', state: unclaimed({ extra_content }) },
    ];
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Long.', cacheBreakpoint: true },
      { role: 'user', parts: [{ type: 'text', text: 'A', cacheBreakpoint: true }] },
      { role: 'assistant', parts },
    ];
    const cache_control = { type: 'ephemeral' };
    expect(body({ messages }, { takesUnknownMembers: true }).messages).toMatchObject([
      { role: 'system', content: [{ type: 'text', text: 'Long.', cache_control }] },
      { content: [{ type: 'text', text: 'A', cache_control }] },
      {
        role: 'assistant',
        content: 'Fine.',
        reasoning_content: 'So.',
        reasoning_details: details,
        extra_content,
        tool_calls: [{ id: 'c', extra_content }],
      },
    ]);
    const strict = body({ messages }, { reasoningField: 'reasoning' }).messages;
    expect(strict).toMatchObject([{ content: 'Long.' }, { content: 'A' }, { reasoning: 'So.', content: 'Fine.' }]);
    expect(JSON.stringify(strict)).not.toMatch(/cache_control|sig|details/);
  });

  it('writes how closely to look at an image', () => {
    const image = { type: 'url', url: 'https://example.com/a.png' } as const;
    const messages: ModelRequest['messages'] = [{ role: 'user', parts: [{ type: 'image', image, detail: 'low' }] }];
    expect(body({ messages }).messages).toMatchObject([
      { content: [{ image_url: { url: 'https://example.com/a.png', detail: 'low' } }] },
    ]);
  });

  it('omits an answer without remaining parts, and warns of the dropped parts', () => {
    const foreign = { providerId: 'other', dialect: 'openai', value: { field: 'reasoning' } };
    const image = { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AA' } } as const;
    const messages: ModelRequest['messages'] = [
      userMessage('Hello'),
      { role: 'assistant', parts: [{ type: 'reasoning', text: 'Hm', state: foreign }, image] },
      { role: 'assistant', parts: [{ type: 'reasoning', text: 'Hm' }] },
    ];
    const written = toOpenAiBody(modelRequest({ messages, seed: 1 }), { ...openAiDefaults, seedField: null }, 'acme');
    expect(written.body.messages).toEqual([{ role: 'user', content: 'Hello' }]);
    expect(written.warnings).toMatchObject([
      { path: 'messages.1.parts.1', action: 'dropped' },
      { path: 'messages.2.parts.0', action: 'dropped' },
      { path: 'seed', action: 'dropped' },
    ]);
  });

  it("writes documents and sounds in its provider's form, and texts as text", () => {
    const pdf = {
      type: 'file',
      mediaType: 'application/pdf',
      source: { type: 'base64', data: 'AA' },
      name: null,
    } as const;
    const linked = { ...pdf, source: { type: 'url', url: 'https://example.com/a.pdf' } } as const;
    const notes = {
      ...pdf,
      mediaType: 'text/plain',
      source: { type: 'base64', data: btoa('Hi') },
      name: 'a.txt',
    } as const;
    const sound = { type: 'audio', mediaType: 'audio/mpeg', source: { type: 'base64', data: 'BB' } } as const;
    const contentOf = (parts: ContentPart[], dialect: Partial<OpenAiDialect> = {}): unknown =>
      (body({ messages: [{ role: 'user', parts }] }, dialect).messages as { content: unknown }[])[0]?.content;
    expect(contentOf([pdf, notes, sound])).toEqual([
      { type: 'file', file: { filename: 'file.pdf', file_data: 'data:application/pdf;base64,AA' } },
      { type: 'text', text: 'a.txt:\nHi' },
      { type: 'input_audio', input_audio: { data: 'BB', format: 'mp3' } },
    ]);
    expect(() => contentOf([linked])).toThrow(
      'acme accepts no files by address: messages.0.parts.0 cannot be sent to it.',
    );
    expect(contentOf([linked], { documents: 'by-address' })).toMatchObject([
      { file: { file_data: 'https://example.com/a.pdf' } },
    ]);
    expect(contentOf([linked], { documents: 'document-url' })).toEqual([
      { type: 'document_url', document_url: 'https://example.com/a.pdf' },
    ]);
    expect(() => contentOf([{ ...sound, source: linked.source }])).toThrow('audio by address');
  });
});
