import { describe, expect, test } from 'vitest';
import { buildViewer } from '../../testing/build-viewer.ts';
import { checkBody, parseResponses } from './parse-responses.ts';
import type { References } from './references.ts';
import { sealState } from './sealed-state.ts';

const known = {
  isModel: () => true,
  chains: () => [],
  capabilities: new Set<string>(),
};
const sender = { viewer: buildViewer({}), attribution: null };

function parse(changes: object, previous: References['previous'] = null) {
  const body = { model: 'm', input: 'hi', ...changes };
  const isOnResponses = body.model === 'on-responses';
  const references = { previous, findPart: () => undefined };
  return parseResponses(checkBody(body), body, references, sender, { known, isOnResponses });
}

const messagesOf = (input: readonly object[]) => parse({ input }).request.call.messages;
const call = { type: 'function_call', call_id: 'c', name: 'now', arguments: '{}' };
const state = { providerId: 'p', dialect: 'anthropic', value: { signature: 's' } };

describe('a body of /v1/responses', () => {
  test('becomes a conversation: neighbouring items of the assistant are one answer', () => {
    const messages = messagesOf([
      { role: 'developer', content: [{ type: 'input_text', text: 'Be short.' }] },
      { role: 'user', content: 'Time?' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: sealState({ state, part: 'reasoning' }) },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
      call,
      { type: 'function_call_output', call_id: 'c', output: '12' },
    ]);
    expect(messages).toEqual([
      { role: 'system', text: 'Be short.' },
      { role: 'user', parts: [{ type: 'text', text: 'Time?' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: '', state },
          { type: 'text', text: 'I look.' },
          { type: 'tool-call', id: 'c', name: 'now', arguments: '{}' },
        ],
      },
      { role: 'tool', toolCallId: 'c', toolName: 'now', parts: [{ type: 'text', text: '12' }], isError: false },
    ]);
  });

  test('from Codex is accepted, and its dropped members are named', () => {
    const { request, echo } = parse({
      instructions: 'You are a coding agent.',
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
        { ...call, status: 'completed', id: 'fc_1' },
        { type: 'function_call_output', id: 'fco_1', call_id: 'c', output: 'done' },
        { type: 'function_call_output', id: 'fco_2', name: 'goal_objective', namespace: 'agent', output: 'tests' },
      ],
      tools: [
        { type: 'function', name: 'exec_command', strict: false, parameters: { type: 'object', properties: {} } },
        { type: 'custom', name: 'apply_patch', format: { type: 'grammar', syntax: 'lark', definition: 'start: A' } },
        { type: 'namespace', name: 'multi_agent_v1', tools: [] },
        { type: 'web_search', external_web_access: false },
      ],
      tool_choice: 'auto',
      reasoning: { effort: 'high', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      parallel_tool_calls: true,
      store: false,
      stream: true,
      prompt_cache_key: 'k',
      client_metadata: { a: 'b' },
    });
    expect(request.call.tools.map(({ name }) => name)).toEqual(['exec_command', 'apply_patch']);
    expect(request.call.settings).toEqual({ reasoning: { effort: 'high', summary: true }, parallelToolCalls: true });
    expect(request.delivery).toMatchObject({ mayKeepContent: false, mayRestart: false });
    expect(request.thread).toMatchObject({ previousId: null, ownMessages: 1 });
    expect(request.call.messages.at(-1)).toEqual({ role: 'user', parts: [{ type: 'text', text: 'tests' }] });
    expect(echo.warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'DROPPED tools[2]',
      'DROPPED tools[3]',
      'CONVERTED input[3]',
    ]);
  });

  test('belongs to the session of the response that it continues, unless it names another session', () => {
    const first = parse({ instructions: 'Be brief.' }).request;
    const [, ...messages] = first.call.messages;
    const previous = { generationId: 'g', messages, session: first.thread?.session ?? null };
    const sessionOf = (changes: object, before: typeof previous | null = previous) =>
      parse({ input: 'more', ...changes }, before).request.thread?.session;
    expect(first.thread?.session).toEqual(expect.any(String));
    expect(sessionOf({ instructions: 'Be long.' })).toBe(first.thread?.session);
    expect(sessionOf({ instructions: 'Be long.' }, null)).not.toBe(first.thread?.session);
    // A response that was stored before sessions existed.
    expect(sessionOf({ instructions: 'Be brief.' }, { ...previous, session: null })).toBe(first.thread?.session);
    const named = sessionOf({ prompt_cache_key: 'k' });
    expect(named).toBe(sessionOf({ prompt_cache_key: 'k' }, null));
    expect(named).not.toBe(first.thread?.session);
    expect(sessionOf({ metadata: { session_id: 's' } })).toBe(sessionOf({ metadata: { session_id: 's' } }, null));
  });

  test('reports unknown members as dropped', () => {
    expect(parse({ surprise: 1 }).echo.warnings.map(({ path }) => path)).toEqual(['surprise']);
  });

  test('keeps encrypted state of other services and members of this protocol for its providers', () => {
    const messages = messagesOf([
      { role: 'user', content: 'hi' },
      { type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
      { type: 'message', role: 'assistant', phase: 'commentary', content: 'I look.' },
      { ...call, namespace: 'agents' },
      { type: 'function_call_output', call_id: 'c', output: '12' },
    ]);
    const own = (value: object): object => ({ providerId: null, dialect: 'responses', value });
    expect(messages[1]).toEqual({
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: '', state: own({ encrypted_content: 'gAAAA' }) },
        { type: 'text', text: 'I look.', state: own({ phase: 'commentary' }) },
        { type: 'tool-call', id: 'c', name: 'now', arguments: '{}', state: own({ namespace: 'agents' }) },
      ],
    });
  });

  test('drops encrypted state of other services over a limit', () => {
    const foreign = { type: 'reasoning', summary: [], encrypted_content: 'g'.repeat(1_000_001) };
    const { request, echo } = parse({ input: [foreign, { role: 'user', content: 'hi' }] });
    expect(request.call.messages).toHaveLength(1);
    expect(echo.warnings.map(({ path }) => path)).toEqual(['input[0].encrypted_content']);
  });

  test('keeps details of common members for providers of this protocol', () => {
    const { request } = parse({
      text: { format: { type: 'json_schema', name: 'a', schema: { type: 'object' }, strict: true, description: 'd' } },
      reasoning: { summary: 'detailed' },
      tools: [{ type: 'custom', name: 'patch', description: 'Edits.', format: { type: 'text' } }],
      include: ['reasoning.encrypted_content'],
      truncation: 'auto',
      max_tool_calls: 3,
      metadata: { a: 'b' },
    });
    const { providerOptions, settings, tools } = request.call;
    expect(providerOptions).toEqual({
      '*responses': {
        text: { format: { strict: true, description: 'd' } },
        include: ['reasoning.encrypted_content'],
        truncation: 'auto',
        max_tool_calls: 3,
        metadata: { a: 'b' },
      },
    });
    expect(settings?.reasoning).toEqual({ summary: true, summaryForm: 'detailed' });
    expect(tools[0]?.custom).toEqual({ description: 'Edits.', format: { type: 'text' } });
    expect(parse({}).request.call.providerOptions).toBeUndefined();
  });

  test("passes OpenAI's own tools and their items to a model that is called by this protocol", () => {
    const search = { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } };
    const tools = [
      { type: 'file_search', vector_store_ids: ['v'] },
      { type: 'function', name: 'a' },
    ];
    const input = [{ role: 'user', content: 'hi' }, search, { role: 'user', content: 'go on' }];
    const choice = { type: 'file_search' };
    const { request, echo } = parse({ model: 'on-responses', tools, input, tool_choice: choice });
    expect(request.call.nativeTools).toEqual([{ dialect: 'responses', index: 0, value: tools[0] }]);
    expect(request.call.messages[1]).toMatchObject({
      role: 'assistant',
      parts: [{ state: { value: { block: search } } }],
    });
    expect(request.call.toolChoice).toBeNull();
    expect(request.call.providerOptions).toEqual({ '*responses': { tool_choice: choice } });
    expect(echo.warnings).toEqual([]);
    const named = { type: 'function', name: 'a' };
    expect(parse({ model: 'on-responses', tools, tool_choice: named }).request.call.toolChoice).toEqual({
      type: 'tool',
      name: 'a',
    });
  });

  test("drops tools of OpenAI's servers and their items if there are other tools", () => {
    const { request, echo } = parse({
      input: [
        { role: 'user', content: 'hi' },
        { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] },
        { role: 'user', content: 'go on' },
      ],
      tools: [{ type: 'shell' }, { type: 'function', name: 'a' }],
    });
    expect(request.call.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(echo.warnings.map(({ path }) => path)).toEqual(['tools[0]', 'input[1]']);
    const many = Array.from({ length: 500 }, () => ({ type: 'mcp_call' }));
    expect(parse({ input: [{ role: 'user', content: 'hi' }, ...many] }).echo.warnings).toHaveLength(100);
  });

  test.each([
    [{ background: true, store: false }, 'background'],
    [{ conversation: 'c' }, 'conversation'],
    [{ prompt: { id: '' } }, 'prompt.id'],
    [{ template: { name: 't', version: 0 } }, 'template.version'],
    [{ tools: [{ type: 'file_search' }, { type: 'function', name: 'a' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'code_interpreter' }, { type: 'function', name: 'a' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'web_search' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'function', name: 'a' }], tool_choice: { type: 'web_search' } }, 'tool_choice.type'],
    [{ tools: [{ type: 'function', name: 'a' }], tool_choice: { type: 'function', name: 'b' } }, 'tool_choice.name'],
    [{ reasoning: { effort: 'huge' } }, 'reasoning.effort'],
    [{ input: [] }, 'input'],
    [{ input: [{ type: 'computer_call' }] }, 'input[0].type'],
    [{ input: [{ type: 'function_call_output', call_id: 'c', output: '' }] }, 'input[0].call_id'],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, 'input[0].id'],
    [{ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] }, 'input[0].content[0].image_url'],
    [{ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] }, 'input[0].content[0].file_data'],
  ])('%j is refused by name', (changes, field) => {
    expect(() => parse(changes)).toThrow(expect.objectContaining({ field }));
  });
});
