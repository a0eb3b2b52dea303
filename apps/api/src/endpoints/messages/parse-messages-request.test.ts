import { describe, expect, test } from 'vitest';
import { buildViewer } from '../../testing/build-viewer.ts';
import { parseMessagesRequest } from './parse-messages-request.ts';

const sender = { viewer: buildViewer(), attribution: null };
const known = { isModel: () => true, chains: () => [], capabilities: new Set<never>() } as unknown as Parameters<
  typeof parseMessagesRequest
>[2];
const parse = (body: object) => parseMessagesRequest({ model: 'a/b', max_tokens: 100, ...body }, sender, known);
const said = (...content: object[]) => ({ messages: [{ role: 'user', content }] });
const hi = said({ type: 'text', text: 'hi' });
const own = '*anthropic';

describe('a body of Anthropic', () => {
  test('becomes a chat with members of its own protocol', () => {
    const { request, isStreamed, showsThoughts } = parse({ ...hi, stream: true, system: 'Be brief.' });
    expect(isStreamed).toBe(true);
    expect(showsThoughts).toBe(false);
    expect(request.call).toEqual({
      type: 'chat',
      messages: [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', parts: [{ type: 'text', text: 'hi' }] },
      ],
      tools: [],
      toolChoice: null,
      responseFormat: { type: 'text' },
      temperature: null,
      topP: null,
      maxOutputTokens: 100,
      stop: [],
      seed: null,
      writtenIn: 'anthropic',
    });
    expect(request.delivery).toEqual({ mayKeepContent: true, mayRestart: false, isDetached: false });
  });

  test('keeps tool results between the texts of the user', () => {
    const { call } = parse({
      messages: [
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } }] },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 't1',
              content: 'lost',
              is_error: true,
              cache_control: { type: 'ephemeral', ttl: '1h' },
            },
            { type: 'text', text: 'Go on.' },
          ],
        },
      ],
    }).request;
    expect(call.messages).toEqual([
      { role: 'assistant', parts: [{ type: 'tool-call', id: 't1', name: 'look', arguments: '{"at":1}' }] },
      {
        role: 'tool',
        toolCallId: 't1',
        toolName: 'look',
        parts: [{ type: 'text', text: 'lost', cacheBreakpoint: { ttl: '1h' } }],
        isError: true,
      },
      { role: 'user', parts: [{ type: 'text', text: 'Go on.' }] },
    ]);
  });

  test('returns reasoning with its signature', () => {
    const { call } = parse({
      messages: [
        { role: 'user', content: 'hi' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'sig' },
            { type: 'redacted_thinking', data: 'x' },
            { type: 'thinking', thinking: 'mine', signature: '' },
            { type: 'text', text: 'Hello.' },
          ],
        },
        { role: 'user', content: 'more' },
      ],
    }).request;
    const anthropic = { providerId: null, dialect: 'anthropic' };
    expect(call.messages[1]).toEqual({
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'hm', state: { ...anthropic, value: { type: 'thinking', signature: 'sig' } } },
        { type: 'reasoning', text: '', state: { ...anthropic, value: { type: 'redacted_thinking', data: 'x' } } },
        { type: 'reasoning', text: 'mine' },
        { type: 'text', text: 'Hello.' },
      ],
    });
  });

  test('keeps members and blocks that only Anthropic has', () => {
    const block = { type: 'search_result', source: 'a', title: 'b', content: [{ type: 'text', text: 'c' }] };
    const { call } = parse({
      ...said(block, { type: 'text', text: 'hi', cache_control: { type: 'ephemeral', scope: 'global' } }),
      context_management: { edits: [] },
      mcp_servers: [{ type: 'url', url: 'https://tools', name: 'tools' }],
      metadata: { user_id: 'ann' },
      output_config: { effort: 'high', task_budget: { type: 'tokens', total: 9 } },
      thinking: { type: 'adaptive' },
      service_tier: 'standard_only',
      tools: [
        { type: 'web_search_20260318', name: 'web_search', max_uses: 2 },
        { name: 'look', input_schema: { type: 'object' }, eager_input_streaming: true },
      ],
      tool_choice: { type: 'tool', name: 'web_search', disable_parallel_tool_use: true },
    }).request;
    expect(call.messages).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', text: '', state: { providerId: null, dialect: 'anthropic', value: { block } } },
          {
            type: 'text',
            text: 'hi',
            cacheBreakpoint: true,
            providerOptions: { [own]: { cache_control: { scope: 'global' } } },
          },
        ],
      },
    ]);
    expect(call.nativeTools).toEqual([
      { dialect: 'anthropic', index: 0, value: { type: 'web_search_20260318', name: 'web_search', max_uses: 2 } },
    ]);
    expect(call.tools).toEqual([
      expect.objectContaining({ name: 'look', providerOptions: { [own]: { eager_input_streaming: true } } }),
    ]);
    expect(call.toolChoice).toBeNull();
    expect(call.settings).toEqual({
      reasoning: { effort: 'high', thinking: { type: 'adaptive' } },
      parallelToolCalls: false,
      serviceTier: 'default',
    });
    expect(call.providerOptions).toEqual({
      [own]: {
        context_management: { edits: [] },
        mcp_servers: [{ type: 'url', url: 'https://tools', name: 'tools' }],
        metadata: { user_id: 'ann' },
        output_config: { task_budget: { type: 'tokens', total: 9 } },
        tool_choice: { type: 'tool', name: 'web_search', disable_parallel_tool_use: true },
      },
    });
  });

  test('accepts instructions within the conversation, and keeps their place', () => {
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'system', content: 'Be brief.' },
    ];
    expect(parse({ messages }).request.call.messages[1]).toEqual({
      role: 'system',
      text: 'Be brief.',
      isInPlace: true,
    });
  });

  test.each([
    [
      'messages[0].content[0].source.media_type',
      said({ type: 'image', source: { type: 'base64', media_type: 'image/tiff', data: 'AA==' } }),
    ],
    [
      'messages[0].content[0].source.data',
      said({ type: 'document', source: { type: 'base64', media_type: 'application/pdf' } }),
    ],
    ['messages[0].content[0].tool_use_id', said({ type: 'tool_result', tool_use_id: 't9', content: 'x' })],
    ['messages[0].content[0].text', said({ type: 'text' })],
    ['messages[0].role', { messages: [{ role: 'tool', content: 'x' }] }],
    ['messages', {}],
    ['messages', { messages: [] }],
    ['temperature', { ...hi, temperature: 1.5 }],
    ['max_tokens', { ...hi, max_tokens: 0 }],
    ['tools[0].name', { ...hi, tools: [{ name: 'x'.repeat(129), input_schema: { type: 'object' } }] }],
    [
      'tool_choice.name',
      {
        ...hi,
        tools: [{ name: 'look', input_schema: { type: 'object' } }],
        tool_choice: { type: 'tool', name: 'other' },
      },
    ],
    ['tools[0].input_schema', { ...hi, tools: [{ name: 'look' }] }],
    ['tools[0].input_schema.type', { ...hi, tools: [{ name: 'look', input_schema: { type: 'string' } }] }],
    ['stop_sequences[0]', { ...hi, stop_sequences: [''] }],
  ])('is refused for a wrong %s', (field, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', field }));
  });

  test('uses the names of this protocol in errors about a choice', () => {
    const tools = [{ name: 'look', input_schema: { type: 'object' } }];
    const choose =
      (tool_choice: object, offered: object[] = tools) =>
      () =>
        parse({ ...hi, tools: offered, tool_choice });
    expect(choose({ type: 'tool', name: 'lock' })).toThrow("'lock' must be one of look. Did you mean 'look'?");
    expect(choose({ type: 'any' }, [])).toThrow("'any' needs at least one tool");
  });

  test("the type 'custom' means the same as no type", () => {
    const tool = { name: 'look', input_schema: { type: 'object' } };
    const typed = parse({ ...hi, tools: [{ ...tool, type: 'custom' }] });
    expect(typed).toEqual(parse({ ...hi, tools: [tool] }));
  });
});
