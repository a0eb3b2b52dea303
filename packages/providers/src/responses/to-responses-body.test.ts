import { describe, expect, it } from 'vitest';
import { unreadMembers, unreadOfResponses } from '../contract/provider-options.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { Tool } from '../contract/tool.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage, userMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toResponsesBody } from './to-responses-body.ts';

const write = (request: Partial<ModelRequest>): { body: JsonObject; warnings: readonly { path: string }[] } =>
  toResponsesBody(modelRequest(request), 'openai');
const body = (request: Partial<ModelRequest>): JsonObject => write(request).body;

const look: Tool = { name: 'look', description: 'Looks.', parameters: { type: 'object' } };
const patch: Tool = {
  name: 'patch',
  description: 'Patches. In a grammar.',
  parameters: { type: 'object', properties: { input: { type: 'string' } } },
  custom: { description: 'Patches.', format: { type: 'grammar', syntax: 'lark', definition: 'start: "a"' } },
};

describe('the body of a response', () => {
  it('stores nothing, and asks for encrypted reasoning', () => {
    expect(body({ model: 'gpt-5-pro', messages: [userMessage('Hi')] })).toEqual({
      model: 'gpt-5-pro',
      input: [{ role: 'user', content: 'Hi' }],
      stream: true,
      store: false,
      include: ['reasoning.encrypted_content'],
    });
  });

  it('stores the response if the operator, or the request, says so', () => {
    expect(body({ extraBody: { store: true } }).store).toBe(true);
    expect(body({ providerOptions: { openai: { store: true } } }).store).toBe(true);
    const include = ['web_search_call.action.sources'];
    expect(body({ providerOptions: { openai: { include } } }).include).toEqual([
      'web_search_call.action.sources',
      'reasoning.encrypted_content',
    ]);
  });

  it('separates the first instructions, and keeps later instructions in their place', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be kind.' },
      userMessage('Hi'),
      { role: 'system', text: 'Be brief.' },
    ];
    expect(body({ messages })).toMatchObject({
      instructions: 'Be kind.',
      input: [
        { role: 'user', content: 'Hi' },
        { role: 'system', content: 'Be brief.' },
      ],
    });
    expect(body({ messages: [{ role: 'system', text: 'Alone.' }] }).input).toEqual([
      { role: 'user', content: 'Alone.' },
    ]);
  });

  it('writes settings, and warns of those that the protocol does not have', () => {
    const { body: written, warnings } = write({
      maxOutputTokens: 9,
      temperature: 0.5,
      topP: 0.9,
      seed: 7,
      stop: ['x'],
      tools: [look],
      settings: {
        reasoning: { effort: 'high', summary: true, summaryForm: 'detailed' },
        parallelToolCalls: false,
        serviceTier: 'flex',
        verbosity: 'low',
        user: 'ann',
        topK: 3,
      },
    });
    expect(written).toMatchObject({
      max_output_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      reasoning: { effort: 'high', summary: 'detailed' },
      text: { verbosity: 'low' },
      parallel_tool_calls: false,
      service_tier: 'flex',
      user: 'ann',
    });
    expect(Object.keys(written)).not.toContain('stop');
    expect(warnings.map(({ path }) => path)).toEqual(['seed', 'topK']);
  });

  it('writes a budget of reasoning as an effort', () => {
    const { body: written, warnings } = write({ settings: { reasoning: { budgetTokens: 8_000 } } });
    expect(written.reasoning).toEqual({ effort: 'medium' });
    expect(warnings).toMatchObject([{ path: 'reasoning.budgetTokens', action: 'converted' }]);
  });

  it('writes a schema, strict if possible', () => {
    const closed = { type: 'object', properties: {}, required: [], additionalProperties: false };
    const format = (schema: JsonObject): unknown =>
      body({ responseFormat: { type: 'json-schema', name: 'a', schema } }).text;
    expect(format(closed)).toEqual({ format: { type: 'json_schema', name: 'a', schema: closed, strict: true } });
    expect(format({ type: 'object' })).toEqual({
      format: { type: 'json_schema', name: 'a', schema: { type: 'object' } },
    });
  });

  it('mentions JSON within its input if JSON is requested', () => {
    const responseFormat = { type: 'json' } as const;
    const messages: ModelRequest['messages'] = [{ role: 'system', text: 'Write JSON.' }, userMessage('Hi')];
    expect(body({ responseFormat, messages }).input).toMatchObject([{ role: 'system' }, { role: 'user' }]);
    expect(body({ responseFormat, messages: [userMessage('As JSON!')] }).input).toHaveLength(1);
  });

  it('writes functions, strict only on request, and custom tools with their grammar', () => {
    const written = body({ tools: [look, { ...look, name: 'see', strict: true }, patch] });
    expect(written.tools).toEqual([
      { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' }, strict: false },
      { type: 'function', name: 'see', description: 'Looks.', parameters: { type: 'object' }, strict: true },
      { type: 'custom', name: 'patch', ...patch.custom },
    ]);
  });

  it.each<[ModelRequest['toolChoice'], unknown]>([
    [{ type: 'required' }, 'required'],
    [
      { type: 'tool', name: 'patch' },
      { type: 'custom', name: 'patch' },
    ],
    [
      { type: 'allowed', mode: 'auto', names: ['look', 'patch'] },
      {
        type: 'allowed_tools',
        mode: 'auto',
        tools: [
          { type: 'function', name: 'look' },
          { type: 'custom', name: 'patch' },
        ],
      },
    ],
  ])('writes the choice %j', (toolChoice, written) => {
    expect(body({ tools: [look, patch], toolChoice }).tool_choice).toEqual(written);
    expect(body({ toolChoice })).not.toHaveProperty('tool_choice');
  });

  it('sends calls of custom tools, and their results, as such', () => {
    const messages: ModelRequest['messages'] = [
      userMessage('Go'),
      {
        role: 'assistant',
        parts: [
          { type: 'tool-call', id: 'c1', name: 'patch', arguments: '{"input":"a\\nb"}' },
          { type: 'tool-call', id: 'c2', name: 'look', arguments: '{"at":"it"}' },
          { type: 'tool-call', id: 'c3', name: 'patch', arguments: 'plain' },
        ],
      },
      toolMessage('c1', 'patch', 'Done.'),
      toolMessage('c2', 'look', 'Seen.'),
    ];
    expect(body({ tools: [look, patch], messages }).input).toEqual([
      { role: 'user', content: 'Go' },
      { type: 'custom_tool_call', call_id: 'c1', name: 'patch', input: 'a\nb' },
      { type: 'function_call', call_id: 'c2', name: 'look', arguments: '{"at":"it"}' },
      { type: 'custom_tool_call', call_id: 'c3', name: 'patch', input: 'plain' },
      { type: 'custom_tool_call_output', call_id: 'c1', output: 'Done.' },
      { type: 'function_call_output', call_id: 'c2', output: 'Seen.' },
    ]);
  });

  it("keeps the places of the provider's tools, and sends their output back without ids", () => {
    const search = { type: 'web_search', search_context_size: 'low' };
    const block = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search' } };
    const own = { providerId: 'openai', dialect: 'responses' };
    const messages: ModelRequest['messages'] = [
      userMessage('Go'),
      {
        role: 'assistant',
        parts: [
          { type: 'text', text: '', state: { ...own, value: { block } } },
          { type: 'tool-call', id: 'c', name: 'look', arguments: '{}', state: { ...own, value: { namespace: 'n' } } },
        ],
      },
      toolMessage('c', 'look', 'Seen.'),
    ];
    const nativeTools = [{ dialect: 'responses', index: 0, value: search }];
    const { body: written, warnings } = write({ tools: [look], nativeTools, messages });
    expect(written.tools).toMatchObject([search, { name: 'look' }]);
    const { id: _, ...withoutId } = block;
    expect(written.input).toMatchObject([
      { role: 'user' },
      withoutId,
      { type: 'function_call', name: 'look', namespace: 'n' },
      { type: 'function_call_output' },
    ]);
    expect(JSON.stringify(written)).not.toContain('ws_1');
    expect(warnings).toEqual([]);
  });

  it('omits reasoning without a following part of its answer', () => {
    const state = { providerId: 'openai', dialect: 'responses', value: { encrypted_content: 'x' } };
    const reasoning = { type: 'reasoning', text: '', state } as const;
    const messages: ModelRequest['messages'] = [
      userMessage('Go'),
      { role: 'assistant', parts: [reasoning, { type: 'text', text: 'Well.' }, reasoning] },
      userMessage('On'),
      { role: 'assistant', parts: [reasoning] },
      userMessage('And?'),
    ];
    expect(body({ messages }).input).toMatchObject([
      { role: 'user' },
      { type: 'reasoning', encrypted_content: 'x' },
      { type: 'message' },
      { role: 'user' },
      { role: 'user' },
    ]);
  });

  it('sends unencrypted reasoning back unencrypted', () => {
    const state = { providerId: 'openai', dialect: 'responses', value: { field: 'content' } };
    const parts = [
      { type: 'reasoning', text: 'Hm.', state },
      { type: 'text', text: 'I refuse.', isRefusal: true },
    ] as const;
    expect(
      body({ messages: [userMessage('Go'), { role: 'assistant', parts }, userMessage('On')] }).input,
    ).toMatchObject([
      { role: 'user' },
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
      { type: 'message', content: [{ type: 'refusal', refusal: 'I refuse.' }] },
      { role: 'user' },
    ]);
  });

  it('takes files by address, and refuses audio', () => {
    const file = {
      type: 'file',
      mediaType: 'application/pdf',
      source: { type: 'url', url: 'https://a.b/c.pdf' },
    } as const;
    const sound = { type: 'audio', mediaType: 'audio/wav', source: { type: 'base64', data: 'AAAA' } } as const;
    const asked = (part: typeof sound | (typeof file & { name: null })): Partial<ModelRequest> => ({
      messages: [{ role: 'user', parts: [part] }],
    });
    expect(body(asked({ ...file, name: null })).input).toEqual([
      { role: 'user', content: [{ type: 'input_file', file_url: 'https://a.b/c.pdf' }] },
    ]);
    expect(() => body(asked(sound))).toThrow(expect.objectContaining({ kind: 'bad-request' }));
  });

  it('gets members of its own protocol, and those of chat completions that it shares', () => {
    const { body: written, warnings } = write({
      messages: [userMessage('Hi'), assistantMessage('Yes?'), userMessage('So')],
      providerOptions: {
        [unreadMembers]: { prompt_cache_key: 'k', store: true, prediction: {} },
        [unreadOfResponses]: { truncation: 'auto', text: { format: { description: 'd' } } },
      },
      responseFormat: { type: 'json-schema', name: 'a', schema: { type: 'object' } },
    });
    expect(written).toMatchObject({
      prompt_cache_key: 'k',
      truncation: 'auto',
      store: false,
      text: { format: { name: 'a', description: 'd' } },
    });
    expect(written).not.toHaveProperty('prediction');
    expect(warnings.map(({ path }) => path)).toEqual(['prediction']);
  });

  it('does not continue a text', () => {
    expect(() => body({ prefill: 'Once' })).toThrow(expect.objectContaining({ kind: 'prefill-refused' }));
  });
});
