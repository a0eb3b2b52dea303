import { assistantMessage, toolMessage } from '@penstock/providers/testing';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../access/viewer.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { plainRequest } from '../../testing/plain-request.ts';
import { parseChat } from './parse-chat.ts';

const admin: Viewer = buildViewer();
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const user = { role: 'user', content: 'hi' };
const base = { model: 'm', messages: [user] };
const known = {
  isModel: (name: string) => name === 'm' || name === 'p/m',
  capabilities: new Set(['text', 'complex_reasoning']),
  chains: () => [{ name: 'HIGH_QUALITY' }, { name: 'FAST_LATENCY' }],
};
const look = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } };
const called = { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"at":"it"}' } }] };

const parse = (body: unknown, viewer: Viewer = admin) => parseChat(body, { viewer, attribution: null }, known);
const request = (changes: object) => {
  const { call, routing, caller } = parse({ ...base, ...changes }).request;
  return { ...call, ...routing, ...caller };
};

const many = <Item>(item: Item, count: number): Item[] => new Array<Item>(count).fill(item);

describe('a valid body', () => {
  test('becomes a request in domain terms, without a value that the client left open', () => {
    expect(parse(base)).toEqual({
      isStreamed: false,
      includesUsage: false,
      usesFunctions: false,
      request: plainRequest('hi', { model: 'm' }),
    });
  });

  test('may be full of nulls', () => {
    const nulls = Object.fromEntries(
      ['temperature', 'top_p', 'max_tokens', 'stop', 'seed', 'tools', 'tool_choice', 'response_format', 'stream', 'n']
        .concat('stream_options', 'metadata', 'chain', 'fallback_models', 'cost_limit', 'logprobs', 'store')
        .map((name) => [name, null]),
    );
    expect(parse({ ...base, ...nulls })).toEqual(parse(base));
  });

  test('accepts unknown members of messages, parts and tools', () => {
    const { messages, tools } = request({
      messages: [
        { role: 'user', name: 'Ann', content: [{ type: 'text', text: 'Hi', x: 1 }] },
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'https://a.test/i.png', detail: 'original', focus: 1 } }],
        },
      ],
      tools: [{ type: 'function', y: 2, function: { name: 'f', strict: true, examples: [], hint: 'h' } }],
    });
    expect(messages).toMatchObject([
      { parts: [{ text: 'Hi', providerOptions: { '*': { x: 1 } } }], providerOptions: { '*': { name: 'Ann' } } },
      { parts: [{ providerOptions: { '*': { image_url: { detail: 'original', focus: 1 } } } }] },
    ]);
    expect(tools).toMatchObject([
      { name: 'f', strict: true, providerOptions: { '*': { y: 2, function: { hint: 'h' } } } },
    ]);
  });

  test('accepts an answer as its client library sends it back', () => {
    const answer = {
      role: 'assistant',
      content: 'Hi',
      refusal: null,
      annotations: [],
      audio: null,
      function_call: null,
    };
    expect(request({ messages: [...base.messages, answer] }).messages.at(-1)).toEqual({
      role: 'assistant',
      parts: [{ type: 'text', text: 'Hi' }],
    });
  });

  test.each(['{"city": "Os', '[]', 'null', '7', 'not JSON'])('accepts the arguments %j of a broken call', (text) => {
    const broken = { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: text } }] };
    const { messages } = request({ messages: [...base.messages, broken] });
    expect(messages.at(-1)).toMatchObject({ parts: [{ type: 'tool-call', arguments: text }] });
  });

  test('may allow some of its tools', () => {
    const tools = ['f', 'g'].map((name) => ({ type: 'function', function: { name } }));
    const allowed_tools = { mode: 'required', tools: [{ type: 'function', function: { name: 'g' } }] };
    const { toolChoice } = request({ tools, tool_choice: { type: 'allowed_tools', allowed_tools } });
    expect(toolChoice).toEqual({ type: 'allowed', mode: 'required', names: ['g'] });
  });

  test.each([
    ['only instructions', [{ role: 'system', content: 'x' }], [{ role: 'system', text: 'x' }]],
    ['an empty message', [{ role: 'user', content: '' }], [{ role: 'user', parts: [{ type: 'text', text: '' }] }]],
    ['no content', [{ role: 'user' }], [{ role: 'user', parts: [{ type: 'text', text: '' }] }]],
    ['no parts', [{ role: 'user', content: [] }], [{ role: 'user', parts: [{ type: 'text', text: '' }] }]],
  ])('may have %s', (_, messages, expected) => {
    expect(request({ messages }).messages).toEqual(expected);
  });

  test('may give models with or without a first one', () => {
    expect(request({ model: null, models: ['p/m', 'm'] })).toMatchObject({ model: 'p/m', fallbackModels: ['m'] });
    expect(request({ models: ['m', 'p/m'], fallback_models: ['x'] })).toMatchObject({
      model: 'm',
      fallbackModels: ['p/m', 'x'],
    });
    expect(() => request({ model: null, models: [] })).toThrow('model is missing: it must be a text.');
  });

  test('takes -1 as no limit', () => {
    expect(request({ max_tokens: -1 }).maxOutputTokens).toBeNull();
  });

  test('forbids a restart if it streams', () => {
    const streamed = parse({ ...base, stream: true, stream_options: { include_usage: true } });
    expect(streamed).toMatchObject({
      isStreamed: true,
      includesUsage: true,
      request: { delivery: { mayRestart: false } },
    });
  });

  test('may have images, parallel tool calls and their results', () => {
    const { messages } = request({
      messages: [
        {
          role: 'developer',
          content: [
            { type: 'text', text: 'Be ' },
            { type: 'text', text: 'brief.' },
          ],
        },
        { role: 'system', content: '' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'text', text: '' },
            { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } },
            { type: 'image_url', image_url: `data:image/png;base64,${png}` },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } },
            { id: 'c2', type: 'function', function: { name: 'wait', arguments: '' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c2', content: 'waited' },
        { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'a cat' }] },
        { role: 'assistant', content: '' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      ],
    });
    expect(messages).toEqual([
      { role: 'system', text: 'Be brief.' },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'What is it?' },
          { type: 'image', image: { type: 'url', url: 'https://example.org/a.png' }, detail: 'low' },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: png } },
        ],
      },
      assistantMessage(
        '',
        { id: 'c1', name: 'look', arguments: '{"at":"it"}' },
        { id: 'c2', name: 'wait', arguments: '{}' },
      ),
      toolMessage('c2', 'wait', 'waited'),
      toolMessage('c1', 'look', 'a cat'),
      assistantMessage('No.'),
    ]);
  });

  test('may have documents, sounds, results with images, and marks of cache breakpoints', () => {
    const cache_control = { type: 'ephemeral' };
    const hour = { ...cache_control, ttl: '1h' };
    const { messages, tools } = request({
      tools: [{ ...look, cache_control }],
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'Long' },
            { type: 'text', text: ' text.', cache_control: hour },
            { type: 'text', text: 'Short.' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
            { type: 'file', file: { file_data: 'https://example.org/b' } },
            { type: 'input_audio', input_audio: { data: 'SUQz', format: 'mp3' }, cache_control },
          ],
        },
        called,
        {
          role: 'tool',
          tool_call_id: 'c1',
          content: [
            { type: 'text', text: 'a cat' },
            { type: 'image_url', image_url: { url: 'https://example.org/cat.png' } },
          ],
          cache_control,
        },
      ],
    });
    expect(tools).toMatchObject([{ name: 'look', cacheBreakpoint: true }]);
    expect(messages).toEqual([
      { role: 'system', text: 'Long text.', cacheBreakpoint: { ttl: '1h' } },
      { role: 'system', text: 'Short.' },
      {
        role: 'user',
        parts: [
          { type: 'file', mediaType: 'application/pdf', source: { type: 'base64', data: 'JVBERi0=' }, name: 'a.pdf' },
          {
            type: 'file',
            mediaType: 'application/pdf',
            source: { type: 'url', url: 'https://example.org/b' },
            name: null,
          },
          {
            type: 'audio',
            mediaType: 'audio/mpeg',
            source: { type: 'base64', data: 'SUQz' },
            cacheBreakpoint: true,
          },
        ],
      },
      assistantMessage('', { id: 'c1', name: 'look', arguments: '{"at":"it"}' }),
      {
        ...toolMessage('c1', 'look', 'a cat'),
        parts: [
          { type: 'text', text: 'a cat' },
          { type: 'image', image: { type: 'url', url: 'https://example.org/cat.png' }, cacheBreakpoint: true },
        ],
      },
    ]);
  });

  test('keeps arguments letter by letter, and reasoning of an unknown provider', () => {
    const reasoning_details = [{ type: 'reasoning.text', text: 'Hm.', index: 0 }];
    const extra_content = { google: { thought_signature: 'sig' } };
    const { messages } = request({
      messages: [
        user,
        { role: 'assistant', content: 'A.', reasoning_content: 'Hm.' },
        {
          role: 'assistant',
          reasoning: 'Hm.',
          reasoning_details,
          tool_calls: [{ id: 'c', function: { name: 'look', arguments: '{ "at": 1 }' }, extra_content }],
        },
      ],
    });
    const unclaimed = { providerId: null, dialect: 'openai' };
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'A.' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm.', state: { ...unclaimed, value: { field: 'reasoning', reasoning_details } } },
          {
            type: 'tool-call',
            id: 'c',
            name: 'look',
            arguments: '{ "at": 1 }',
            state: { ...unclaimed, value: { extra_content } },
          },
        ],
      },
    ]);
  });

  test('sets the form of the answer', () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } } };
    expect(
      request({
        tools: [look, { type: 'function', function: { name: 'wait', description: 'Waits.' } }],
        tool_choice: { type: 'function', function: { name: 'look' } },
        response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
        temperature: 0,
        top_p: 0.5,
        max_tokens: 5,
        max_completion_tokens: 7,
        stop: 'END',
        seed: 3,
      }),
    ).toMatchObject({
      tools: [
        { name: 'look', description: null },
        { name: 'wait', description: 'Waits.', parameters: { type: 'object', properties: {} } },
      ],
      toolChoice: { type: 'tool', name: 'look' },
      responseFormat: { type: 'json-schema', name: 'answer', schema },
      temperature: 0,
      topP: 0.5,
      maxOutputTokens: 7,
      stop: ['END'],
      seed: 3,
    });
    expect(request({ response_format: { type: 'json_object' }, stop: ['a', 'b'], max_tokens: 5 })).toMatchObject({
      responseFormat: { type: 'json' },
      stop: ['a', 'b'],
      maxOutputTokens: 5,
    });
  });

  test('limits the models in our own members', () => {
    expect(
      request({
        fallback_models: ['p/m'],
        enable_fallback: false,
        strategy: 'cost-optimized',
        chain: 'FAST_LATENCY',
        task_type: 'summarization',
        cost_limit: '0.05',
        cost_preference: 'low',
        max_latency_ms: 900,
        required_capabilities: ['vision'],
        provider: 'p',
        preferred_provider: 'q',
        preferred_model: 'q/m',
        workspace_id: 'acme',
        execution_id: 'run-1',
        metadata: { a: 1 },
      }),
    ).toMatchObject({
      model: 'm',
      fallbackModels: ['p/m'],
      enableFallback: false,
      strategy: 'COST_OPTIMIZED',
      chain: 'FAST_LATENCY',
      taskType: 'summarization',
      costLimitUsd: 0.05,
      costPreference: 'LOW',
      maxLatencyMs: 900,
      requiredCapabilities: ['vision'],
      provider: 'p',
      preferredProvider: 'q',
      preferredModel: 'q/m',
      workspaceId: 'acme',
      executionId: 'run-1',
      metadata: { a: 1 },
    });
  });

  test.each([
    [false, false],
    [true, true],
    [null, true],
  ])('with store %s allows its content to be kept: %s', (store, mayKeepContent) => {
    expect(parse({ ...base, store }).request).toMatchObject({ delivery: { mayKeepContent } });
  });

  test('belongs to the workspace of its key', () => {
    const bound: Viewer = buildViewer({ workspaceId: 'acme', apiKeyId: 'k1' });
    expect(parse(base, bound).request).toMatchObject({ caller: { workspaceId: 'acme', apiKeyId: 'k1' } });
    expect(() => parse({ ...base, workspace_id: 'other' }, bound)).toThrow("There is no workspace 'other'.");
  });
});

describe('a template', () => {
  const template = { name: 'explain', variables: { topic: 'rivers' } };

  test('may come with messages or alone, and is not sent to providers', () => {
    const { messages: _, ...others } = base;
    for (const messages of [undefined, null, []]) {
      const { request } = parseChat({ ...others, messages, template }, { viewer: admin, attribution: null }, known);
      expect(request.template).toEqual({ ...template, version: null });
      expect(request.call.messages).toEqual([]);
      expect(request.call).not.toHaveProperty('providerOptions');
    }
    expect(
      parseChat({ ...base, template }, { viewer: admin, attribution: null }, known).request.call.messages,
    ).toHaveLength(1);
  });

  test.each([
    [{ name: ' ' }, 'template.name is empty'],
    [{ name: 'a', version: 0 }, 'template.version must be 1'],
    [{ name: 'a', variables: [] }, 'template.variables must be an object'],
    ['explain', 'template must be an object'],
  ])('with the value %j is refused with the member', (wrong, message) => {
    expect(() => parseChat({ ...base, template: wrong }, { viewer: admin, attribution: null }, known)).toThrow(message);
  });
});

describe('model', () => {
  test.each([
    ['m', {}, { model: 'm', chain: null, strategy: null }],
    ['unknown', {}, { model: 'unknown', chain: null, strategy: null }],
    ['auto', {}, { model: null, chain: null, strategy: null }],
    ['AUTO', { strategy: 'BALANCED' }, { model: null, chain: null, strategy: 'BALANCED' }],
    ['auto:quality_optimized', {}, { model: null, chain: null, strategy: 'QUALITY_OPTIMIZED' }],
    ['auto:Local-First', { strategy: 'LOCAL_FIRST' }, { model: null, chain: null, strategy: 'LOCAL_FIRST' }],
    ['HIGH_QUALITY', {}, { model: null, chain: 'HIGH_QUALITY', strategy: null }],
    ['high-quality', { chain: 'HIGH_QUALITY' }, { model: null, chain: 'HIGH_QUALITY', strategy: null }],
  ])('%s with %j', (model, changes, expected) => {
    expect(request({ model, ...changes })).toMatchObject(expected);
  });
});

describe('an invalid body is refused with the field and a valid value', () => {
  const of = (message: object) => ({ ...base, messages: [message] });
  const cases: [string, unknown, string, RegExp][] = [
    ['a list', [], 'body', /must be an object/],
    ['no model', { messages: [user] }, 'model', /is missing: it must be a text/],
    ['an empty model', { ...base, model: ' ' }, 'model', /'auto'/],
    ['no messages', { model: 'm' }, 'messages', /is missing: it must be a list/],
    ['an empty conversation', { ...base, messages: [] }, 'messages', /at least one/],
    ['instructions that say nothing', of({ role: 'system', content: '' }), 'messages', /has no text/],
    [
      'an unknown role',
      of({ role: 'bot', content: 'x' }),
      'messages[0].role',
      /system, developer, user, assistant, tool/,
    ],
    ['a content of another kind', of({ role: 'user', content: 3 }), 'messages[0].content', /must be a text, or a list/],
    [
      'a film',
      of({ role: 'user', content: [{ type: 'video_url', video_url: {} }] }),
      'messages[0].content[0].type',
      /one of text, image_url, file, input_audio/,
    ],
    [
      'a recording without its bytes',
      of({ role: 'user', content: [{ type: 'input_audio', input_audio: { format: 'wav' } }] }),
      'messages[0].content[0].input_audio.data',
      /is missing/,
    ],
    [
      'a file that was uploaded elsewhere',
      of({ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }),
      'messages[0].content[0].file.file_data',
      /only OpenAI has its uploaded files/,
    ],
    [
      'a signature of 2 MB',
      of({ role: 'assistant', content: 'a', extra_content: { google: { thought_signature: 'x'.repeat(2e6) } } }),
      'messages[0].extra_content',
      /at most 1048576 characters/,
    ],
    [
      'a mark that names no provider',
      of({ role: 'assistant', content: 'a', penstock: { dialect: 'google' } }),
      'messages[0].penstock.provider',
      /is missing/,
    ],
    [
      'an invalid image',
      of({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }),
      'messages[0].content[0].image_url.url',
      /is not an image of the type/,
    ],
    [
      'a file address',
      of({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }] }),
      'messages[0].content[0].image_url.url',
      /only https:, http: and data:/,
    ],
    [
      'the result of an unknown call',
      { ...base, messages: [user, called, { role: 'tool', tool_call_id: 'zz', content: 'x' }] },
      'messages[2].tool_call_id',
      /'zz' is not the id of a tool call/,
    ],
    ['a temperature of 3', { ...base, temperature: 3 }, 'temperature', /0 to 2, not 3/],
    ['a temperature in words', { ...base, temperature: 'hot' }, 'temperature', /must be a number/],
    ['a top_p of 2', { ...base, top_p: 2 }, 'top_p', /0 to 1/],
    ['no tokens', { ...base, max_tokens: 0 }, 'max_tokens', /1 or more/],
    ['no tokens, by the newer name', { ...base, max_completion_tokens: 0 }, 'max_completion_tokens', /1 or more/],
    ['half a seed', { ...base, seed: 0.5 }, 'seed', /a whole number/],
    ['a seed that is too large', { ...base, seed: 2 ** 60 }, 'seed', /be at most 9007199254740991/],
    ['a seed that is too small', { ...base, seed: -(2 ** 60) }, 'seed', /be at least -9007199254740991/],
    ['an empty stop text', { ...base, stop: ['a', ''] }, 'stop[1]', /is empty/],
    ['two answers', { ...base, n: 2 }, 'n', /must be 1, not 2/],
    ['a function without a name', { ...base, functions: [{}] }, 'tools[0].function.name', /is missing/],
    ['a tool of another kind', { ...base, tools: [{ type: 'magic' }] }, 'tools[0].type', /one of function, custom/],
    [
      'a custom tool without a name',
      { ...base, tools: [{ type: 'custom', custom: {} }] },
      'tools[0].custom.name',
      /is missing/,
    ],
    [
      'a tool name with a blank',
      { ...base, tools: [{ type: 'function', function: { name: 'my tool' } }] },
      'tools[0].function.name',
      /letters, digits/,
    ],
    [
      'two tools of one name',
      { ...base, tools: [look, look] },
      'tools[1].function.name',
      /is already the name of another tool/,
    ],
    ['a choice without tools', { ...base, tool_choice: 'required' }, 'tool_choice', /needs at least one tool/],
    [
      'the choice of an unknown tool',
      { ...base, tools: [look], tool_choice: { type: 'function', function: { name: 'lok' } } },
      'tool_choice.function.name',
      /Did you mean 'look'\?/,
    ],
    ['an unknown format', { ...base, response_format: { type: 'xml' } }, 'response_format.type', /json_object/],
    [
      'an invalid schema',
      {
        ...base,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'a', schema: { properties: { a: { type: 'strng' } } } },
        },
      },
      'response_format.json_schema.schema',
      /\/properties\/a\/type/,
    ],
    ['no schema', { ...base, response_format: { type: 'json_schema' } }, 'response_format.json_schema', /is missing/],
    ['an unknown strategy', { ...base, strategy: 'balancd' }, 'strategy', /Did you mean 'BALANCED'\?/],
    ['an unknown strategy of auto', { ...base, model: 'auto:best' }, 'model', /Known: BALANCED/],
    ['two strategies', { ...base, model: 'auto:balanced', strategy: 'manual' }, 'strategy', /give only one of them/],
    ['two chains', { ...base, model: 'high_quality', chain: 'FAST_LATENCY' }, 'chain', /give only one of them/],
    ['a price in words', { ...base, cost_limit: 'cheap' }, 'cost_limit', /a number/],
    ['a negative price', { ...base, cost_limit: -1 }, 'cost_limit', /0 or more/],
    ['an unknown preference', { ...base, cost_preference: 'free' }, 'cost_preference', /LOW, MEDIUM, HIGH/],
    ['a misspelt capability', { ...base, required_capabilities: ['vison'] }, 'required_capabilities[0]', /'vision'/],
    ['an empty fallback', { ...base, fallback_models: ['a', ''] }, 'fallback_models[1]', /is empty/],
    ['a long model', { ...base, model: 'x'.repeat(301) }, 'model', /at most 300 characters, not 301/],
    ['a long strategy', { ...base, strategy: 'x'.repeat(301) }, 'strategy', /at most 300 characters/],
    ['a long price', { ...base, cost_limit: '9'.repeat(101) }, 'cost_limit', /at most 100 characters, not 101/],
    ['a long stop text', { ...base, stop: ['a', 'x'.repeat(1_001)] }, 'stop[1]', /at most 1000 characters/],
    ['many fallbacks', { ...base, fallback_models: many('a', 101) }, 'fallback_models', /at most 100 items, not 101/],
    ['many messages', { ...base, messages: many(user, 2_001) }, 'messages', /at most 2000 items, not 2001/],
    [
      'many parts',
      { ...base, messages: [{ role: 'user', content: many({ type: 'text', text: 'x' }, 2_001) }] },
      'messages[0].content',
      /must be a text, or a list of at most 2000 items/,
    ],
    [
      'a long id of a tool call',
      { ...base, messages: [user, { role: 'tool', tool_call_id: 'x'.repeat(1_025), content: '' }] },
      'messages[1].tool_call_id',
      /at most 1024 characters/,
    ],
    [
      'a long name of a tool call',
      { ...base, messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'x'.repeat(257) } }] }] },
      'messages[0].tool_calls[0].function.name',
      /at most 256 characters/,
    ],
    [
      'a long address of an image',
      {
        ...base,
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: `https://a.example/${'x'.repeat(8_192)}` }] },
        ],
      },
      'messages[0].content[0].image_url',
      /at most 8192 characters/,
    ],
    [
      'arguments of a tool call over a bound',
      {
        ...base,
        messages: [
          {
            role: 'assistant',
            tool_calls: [{ id: 'a', function: { name: 'f', arguments: `{"a":[${'[],'.repeat(60_000)}1]}` } }],
          },
        ],
      },
      'messages[0].tool_calls[0].function.arguments',
      /has 60002 objects and lists, more than 50000/,
    ],
    ['too much metadata', { ...base, metadata: 'x'.repeat(20_000) }, 'metadata', /at most 16384/],
  ];

  test.each(cases)('%s', (_name, body, path, message) => {
    expect(() => parse(body)).toThrow(
      expect.objectContaining({ field: path, message: expect.stringMatching(message) }),
    );
  });
});
