import { assistantMessage, toolMessage } from '@penstock/providers/testing';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../access/viewer.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { plainRequest } from '../../testing/plain-request.ts';
import type { GenerateInput } from './generate-input.ts';
import { parseGenerateInput } from './parse-generate-input.ts';

type Input = typeof GenerateInput.$inferInput;

const admin: Viewer = buildViewer();
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const objectSchema = { type: 'object', properties: { city: { type: 'string' } } };
const state = { providerId: 'anthropic', dialect: 'anthropic', value: {} };
const user = { role: 'USER', content: 'hi' } as const;

function parseParts(input: Input, viewer: Viewer = admin) {
  return parseGenerateInput(input, viewer, { capabilities: new Set(['text', 'complex_reasoning']) });
}

function parse(input: Input, viewer: Viewer = admin) {
  const { call, routing, caller } = parseParts(input, viewer);
  return { ...call, ...routing, ...caller };
}

describe('a valid input', () => {
  test('becomes a request in domain types, without decisions that the caller left open', () => {
    expect(parseParts({ prompt: 'Hello' })).toEqual(plainRequest('Hello'));
  });

  test('needs neither a prompt nor messages with a template', () => {
    const template = { name: 'explain', version: 2, variables: { topic: 'rivers' } };
    const request = parseParts({ template });
    expect(request.template).toEqual(template);
    expect(request.call.messages).toEqual([]);
    const instruction = { role: 'SYSTEM', content: 'Be brief.' } as const;
    expect(parse({ template, messages: [instruction] }).messages).toHaveLength(1);
    expect(parse({ template, prompt: 'Hello' }).messages).toHaveLength(1);
    expect(() => parse({ template: { name: '' } })).toThrow('input.template.name is empty');
  });

  test('can have a conversation with images, tool calls and their results', () => {
    const { messages } = parse({
      messages: [
        { role: 'SYSTEM', content: 'Be brief.' },
        { role: 'USER', parts: [{ text: 'What is it?' }, { image: { mediaType: 'image/png', data: png } }] },
        { role: 'ASSISTANT', toolCalls: [{ id: 'c1', name: 'look', arguments: { at: 'it' } }] },
        { role: 'TOOL', toolCallId: 'c1', content: 'a cat' },
      ],
    });

    expect(messages).toEqual([
      { role: 'system', text: 'Be brief.' },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'What is it?' },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: png } },
        ],
      },
      assistantMessage('', { id: 'c1', name: 'look', arguments: '{"at":"it"}' }),
      toolMessage('c1', 'look', 'a cat'),
    ]);
  });

  test('can have an unchanged answer: reasoning with its state, text, calls and files, in order', () => {
    const state = { providerId: 'anthropic', dialect: 'anthropic', value: { type: 'thinking', signature: 'sig' } };
    const absent = { url: null, mediaType: null, data: null, name: null, toolCallId: null, arguments: null };
    const { messages } = parse({
      messages: [
        user,
        {
          role: 'ASSISTANT',
          parts: [
            { ...absent, type: 'REASONING', text: 'So.', state },
            { ...absent, type: 'TEXT', text: 'I look.', state: null },
            { ...absent, type: 'TOOL_CALL', text: null, toolCallId: 'c1', name: 'look', arguments: { at: 1 }, state },
            { ...absent, type: 'IMAGE', text: null, mediaType: 'image/png', data: png },
          ],
        },
        {
          role: 'TOOL',
          toolCallId: 'c1',
          isError: true,
          parts: [{ text: 'broken' }, { imageUrl: 'https://a.example/b' }],
        },
      ],
    });
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'So.', state },
          { type: 'text', text: 'I look.' },
          { type: 'tool-call', id: 'c1', name: 'look', arguments: '{"at":1}', state },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: png } },
        ],
      },
      {
        role: 'tool',
        toolCallId: 'c1',
        toolName: 'look',
        isError: true,
        parts: [
          { type: 'text', text: 'broken' },
          { type: 'image', image: { type: 'url', url: 'https://a.example/b' } },
        ],
      },
    ]);
  });

  test('can have documents, audio, cache marks and options', () => {
    const providerOptions = { anthropic: { citations: { enabled: true } } };
    const { messages, providerOptions: ofRequest } = parse({
      providerOptions: { ollama: { num_ctx: 32_768 } },
      messages: [
        { role: 'SYSTEM', parts: [{ text: 'Long.', cacheBreakpoint: true }, { text: 'Short.' }] },
        {
          role: 'USER',
          providerOptions: { openai: { name: 'ada' } },
          parts: [
            { type: 'FILE', mediaType: 'application/PDF', data: 'JVBERi0=', name: 'a.pdf', providerOptions },
            { type: 'FILE', mediaType: 'application/pdf', url: 'https://a.example/b.pdf' },
            { type: 'AUDIO', url: 'data:audio/wav;base64,UklGRg==' },
            { type: 'IMAGE', url: 'https://a.example/b', detail: 'low' },
          ],
        },
      ],
    });
    expect(ofRequest).toEqual({ ollama: { num_ctx: 32_768 } });
    expect(messages).toEqual([
      { role: 'system', text: 'Long.', cacheBreakpoint: true },
      { role: 'system', text: 'Short.' },
      {
        role: 'user',
        providerOptions: { openai: { name: 'ada' } },
        parts: [
          {
            type: 'file',
            mediaType: 'application/pdf',
            source: { type: 'base64', data: 'JVBERi0=' },
            name: 'a.pdf',
            providerOptions,
          },
          {
            type: 'file',
            mediaType: 'application/pdf',
            source: { type: 'url', url: 'https://a.example/b.pdf' },
            name: null,
          },
          { type: 'audio', mediaType: 'audio/wav', source: { type: 'base64', data: 'UklGRg==' } },
          { type: 'image', image: { type: 'url', url: 'https://a.example/b' }, detail: 'low' },
        ],
      },
    ]);
  });

  test('has a message for each result if one TOOL message answers several calls', () => {
    const call = (toolCallId: string) =>
      ({ type: 'TOOL_CALL', toolCallId, name: 'look', arguments: '{ "at": 1 }' }) as const;
    const result = (toolCallId: string) =>
      ({ type: 'TOOL_RESULT', toolCallId, parts: [{ text: toolCallId }] }) as const;
    const { messages } = parse({
      messages: [
        user,
        { role: 'ASSISTANT', parts: [call('a'), call('b')] },
        { role: 'TOOL', parts: [result('a'), { ...result('b'), isError: true, cacheBreakpoint: true }] },
      ],
    });
    expect(messages[1]).toMatchObject({ parts: [{ arguments: '{ "at": 1 }' }, {}] });
    expect(messages.slice(2)).toEqual([
      toolMessage('a', 'look', 'a'),
      {
        ...toolMessage('b', 'look', 'b'),
        parts: [{ type: 'text', text: 'b', cacheBreakpoint: true }],
        isError: true,
      },
    ]);
  });

  test.each([
    [`data:image/png;base64,${png}`, { type: 'base64', mediaType: 'image/png', data: png }],
    ['https://example.com/cat.png', { type: 'url', url: 'https://example.com/cat.png' }],
  ])('takes an image by address: %.40s', (imageUrl, image) => {
    expect(parse({ messages: [{ role: 'USER', parts: [{ imageUrl }] }] }).messages).toEqual([
      { role: 'user', parts: [{ type: 'image', image }] },
    ]);
  });

  test('may have the arguments of a tool call as JSON text, and none as an empty object', () => {
    const toolCalls = [
      { id: 'a', name: 'x', arguments: '{"n": 1}' },
      { id: 'b', name: 'x', arguments: '' },
    ];
    expect(parse({ messages: [user, { role: 'ASSISTANT', toolCalls }] }).messages[1]).toMatchObject({
      parts: [{ arguments: '{"n": 1}' }, { arguments: '{}' }],
    });
  });

  test.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'required' }],
    ['look', { type: 'tool', name: 'look' }],
  ])('understands the tool choice %s', (toolChoice, choice) => {
    expect(parse({ prompt: 'x', tools: [{ name: 'look', parameters: objectSchema }], toolChoice }).toolChoice).toEqual(
      choice,
    );
  });

  test.each([
    [{ type: 'TEXT' }, { type: 'text' }],
    [{ type: 'JSON' }, { type: 'json' }],
    [
      { type: 'JSON_SCHEMA', schema: objectSchema, name: 'place' },
      { type: 'json-schema', name: 'place', schema: objectSchema },
    ],
  ] as const)('understands the response format %j', (responseFormat, format) => {
    expect(parse({ prompt: 'x', responseFormat }).responseFormat).toEqual(format);
  });

  test('has an exact cost limit as a number, and switches fallback off only on request', () => {
    expect(parse({ prompt: 'x', costLimitUsd: '0.05', enableFallback: false })).toMatchObject({
      costLimitUsd: 0.05,
      enableFallback: false,
    });
    expect(parse({ prompt: 'x', enableFallback: true }).enableFallback).toBeNull();
  });

  test('has the remaining budget of its caller', () => {
    expect(parse({ prompt: 'x' }).budgetRemainingUsd).toBeNull();
    expect(parse({ prompt: 'x', budgetRemainingUsd: '1.25' }).budgetRemainingUsd).toBe(1.25);
  });

  test('belongs to the workspace of a bound key', () => {
    const bound: Viewer = buildViewer({ workspaceId: 'acme', apiKeyId: 'k1' });
    expect(parse({ prompt: 'x' }, bound)).toMatchObject({ workspaceId: 'acme', apiKeyId: 'k1' });
    expect(() => parse({ prompt: 'x', workspaceId: 'other' }, bound)).toThrow("There is no workspace 'other'.");
  });
});

describe('an invalid input is refused with the path of the field and the correct form', () => {
  const cases: [string, Input, string, RegExp][] = [
    ['neither prompt nor messages', {}, 'input.prompt', /give a prompt or messages/],
    ['both', { prompt: 'x', messages: [user] }, 'input.messages', /one of the two/],
    ['a blank prompt', { prompt: '  ' }, 'input.prompt', /is empty/],
    ['no messages', { messages: [] }, 'input.messages', /at least one/],
    ['only instructions', { messages: [{ role: 'SYSTEM', content: 'x' }] }, 'input.messages', /add a USER message/],
    ['a message without text', { messages: [{ role: 'USER' }] }, 'input.messages.0.content', /needs text/],
    [
      'text beside parts',
      { messages: [{ role: 'USER', content: 'x', parts: [{ text: 'y' }] }] },
      'input.messages.0.parts',
      /one of the two/,
    ],
    ['no parts', { messages: [{ role: 'USER', parts: [] }] }, 'input.messages.0.parts', /at least one part/],
    [
      'parts beside the text of an answer',
      { messages: [user, { role: 'ASSISTANT', content: 'x', parts: [{ text: 'x' }] }] },
      'input.messages.1.parts',
      /combined with content/,
    ],
    [
      'a long name of a tool call',
      { messages: [user, { role: 'ASSISTANT', toolCalls: [{ id: 'a', name: 'x'.repeat(257), arguments: {} }] }] },
      'input.messages.1.toolCalls.0.name',
      /at most 256 characters/,
    ],
    ['a long stop text', { prompt: 'x', stop: ['x'.repeat(1_001)] }, 'input.stop.0', /at most 1000 characters/],
    [
      'an empty answer',
      { messages: [user, { role: 'ASSISTANT' }] },
      'input.messages.1.content',
      /text, parts or toolCalls/,
    ],
    [
      'a tool result without its call',
      { messages: [user, { role: 'TOOL', content: 'x' }] },
      'input.messages.1.toolCallId',
      /must have the id of the answered call/,
    ],
    [
      'a tool result for a call that was not made',
      { messages: [user, { role: 'TOOL', toolCallId: 'zz', content: 'x' }] },
      'input.messages.1.toolCallId',
      /'zz' is not the id of a tool call/,
    ],
    ['a penalty of 3', { prompt: 'x', frequencyPenalty: 3 }, 'input.frequencyPenalty', /-2 to 2/],
    ['a bias that is no number', { prompt: 'x', logitBias: { 5: 'a' } }, 'input.logitBias.5', /from -100 to 100/],
    ['biases in a list', { prompt: 'x', logitBias: [1] }, 'input.logitBias', /must be an object/],
    ['a budget below 0', { prompt: 'x', reasoning: { budgetTokens: -1 } }, 'input.reasoning.budgetTokens', /0 or more/],
    [
      'a document in place of an image',
      { messages: [{ role: 'USER', parts: [{ image: { mediaType: 'application/pdf', data: png } }] }] },
      'input.messages.0.parts.0.image.mediaType',
      /image\/png, image\/jpeg, image\/gif, image\/webp/,
    ],
    [
      'bytes that are not base64',
      { messages: [{ role: 'USER', parts: [{ image: { mediaType: 'image/png', data: 'not base64!' } }] }] },
      'input.messages.0.parts.0.image.data',
      /is not base64/,
    ],
    [
      'bytes of another type',
      { messages: [{ role: 'USER', parts: [{ image: { mediaType: 'image/jpeg', data: png } }] }] },
      'input.messages.0.parts.0.image.data',
      /is not an image of the type image\/jpeg/,
    ],
    [
      'an image of 16 MB',
      {
        messages: [
          { role: 'USER', parts: [{ image: { mediaType: 'image/png', data: 'A'.repeat(21 * 1024 * 1024) } }] },
        ],
      },
      'input.messages.0.parts.0.image.data',
      /larger than 15 MB/,
    ],
    [
      'a file address',
      { messages: [{ role: 'USER', parts: [{ imageUrl: 'file:///etc/passwd' }] }] },
      'input.messages.0.parts.0.imageUrl',
      /only https:, http: and data:/,
    ],
    [
      'a data URL that is not base64',
      { messages: [{ role: 'USER', parts: [{ imageUrl: 'data:image/png,abc' }] }] },
      'input.messages.0.parts.0.imageUrl',
      /data:image\/png;base64,/,
    ],
    [
      'a reasoning part of the user',
      { messages: [{ role: 'USER', parts: [{ type: 'REASONING', text: 'hm' }] }] },
      'input.messages.0.parts.0.type',
      /is REASONING, but only TEXT, IMAGE, FILE, AUDIO may be used here/,
    ],
    [
      'a member of another type',
      { messages: [{ role: 'USER', parts: [{ type: 'TEXT', text: 'a', url: 'https://a.example' }] }] },
      'input.messages.0.parts.0.url',
      /does not belong to a part of the type TEXT/,
    ],
    [
      'a state of a part that no model made',
      { messages: [{ role: 'USER', parts: [{ text: 'a', state: {} }] }] },
      'input.messages.0.parts.0.state',
      /ASSISTANT messages only/,
    ],
    [
      'a state that is not an object',
      {
        messages: [user, { role: 'ASSISTANT', parts: [{ type: 'REASONING', text: 'a', state: { providerId: 'x' } }] }],
      },
      'input.messages.1.parts.0.state.dialect',
      /must be a text/,
    ],
    [
      'a state of 2 MB',
      {
        messages: [
          user,
          { role: 'ASSISTANT', parts: [{ text: 'a', state: { ...state, value: { a: 'x'.repeat(2e6) } } }] },
        ],
      },
      'input.messages.1.parts.0.state.value',
      /at most 1048576 characters/,
    ],
    [
      'a call of an image that is not stored',
      { messages: [user, { role: 'ASSISTANT', parts: [{ type: 'IMAGE', mediaType: 'image/png', data: null }] }] },
      'input.messages.1.parts.0.data',
      /is missing/,
    ],
    [
      'two images in one part',
      { messages: [{ role: 'USER', parts: [{ type: 'IMAGE', url: 'https://a.example', data: png }] }] },
      'input.messages.0.parts.0',
      /more than one image/,
    ],
    [
      'a file without a type',
      { messages: [{ role: 'USER', parts: [{ type: 'FILE', url: 'https://a.example/b.pdf' }] }] },
      'input.messages.0.parts.0.mediaType',
      /is missing/,
    ],
    [
      'audio as a file',
      { messages: [{ role: 'USER', parts: [{ type: 'FILE', mediaType: 'audio/wav', data: 'AAAA' }] }] },
      'input.messages.0.parts.0.mediaType',
      /is not a file type/,
    ],
    [
      'a result of an unknown call',
      { messages: [user, { role: 'TOOL', parts: [{ type: 'TOOL_RESULT', toolCallId: 'x' }] }] },
      'input.messages.1.parts.0.toolCallId',
      /is not the id of a tool call/,
    ],
    [
      'calls beside parts',
      { messages: [user, { role: 'ASSISTANT', parts: [{ text: 'a' }], toolCalls: [] }] },
      'input.messages.1.toolCalls',
      /combined with parts/,
    ],
    [
      'too many parts',
      { messages: [{ role: 'USER', parts: Array.from({ length: 2_001 }, () => ({ text: 'a' })) }] },
      'input.messages.0.parts',
      /at most 2000 parts, not 2001/,
    ],
    [
      'options without a provider',
      { prompt: 'x', providerOptions: { openai: 1 } },
      'input.providerOptions.openai',
      /an object/,
    ],
    [
      'too many options',
      { prompt: 'x', providerOptions: { openai: { a: 'x'.repeat(70_000) } } },
      'input.providerOptions',
      /at most 65536 characters/,
    ],
    [
      'options that nest deep',
      { messages: [{ ...user, providerOptions: JSON.parse(`{"openai":{"a":${'['.repeat(100)}${']'.repeat(100)}}}`) }] },
      'input.messages.0.providerOptions',
      /at most 100 levels/,
    ],
    ['a temperature of 3', { prompt: 'x', temperature: 3 }, 'input.temperature', /must be 0 to 2, not 3/],
    ['a topP of 0', { prompt: 'x', topP: 0 }, 'input.topP', /above 0/],
    ['no tokens', { prompt: 'x', maxTokens: 0 }, 'input.maxTokens', /must be 1 or more, not 0/],
    ['a negative limit', { prompt: 'x', costLimitUsd: '-1' }, 'input.costLimitUsd', /0 or more/],
    ['no time', { prompt: 'x', maxLatencyMs: 0 }, 'input.maxLatencyMs', /1 or more/],
    ['an empty stop text', { prompt: 'x', stop: ['a', ''] }, 'input.stop.1', /is empty/],
    [
      'a misspelt capability',
      { prompt: 'x', requiredCapabilities: ['vison'] },
      'input.requiredCapabilities.0',
      /Did you mean 'vision'\?/,
    ],
    ['an empty model', { prompt: 'x', model: ' ' }, 'input.model', /leave it out/],
    ['an empty fallback', { prompt: 'x', fallbackModels: ['a', ''] }, 'input.fallbackModels.1', /is empty/],
    [
      'a tool name with a blank',
      { prompt: 'x', tools: [{ name: 'my tool', parameters: objectSchema }] },
      'input.tools.0.name',
      /letters, digits, _ or -/,
    ],
    [
      'two tools of one name',
      { prompt: 'x', tools: [1, 2].map(() => ({ name: 'f', parameters: objectSchema })) },
      'input.tools.1.name',
      /is already the name of another tool/,
    ],
    [
      'a tool that takes a string',
      { prompt: 'x', tools: [{ name: 'f', parameters: { type: 'string' } }] },
      'input.tools.0.parameters.type',
      /must be 'object'/,
    ],
    [
      'a choice of a tool that does not exist',
      { prompt: 'x', tools: [{ name: 'look', parameters: objectSchema }], toolChoice: 'lok' },
      'input.toolChoice',
      /Did you mean 'look'\?/,
    ],
    ['a choice without tools', { prompt: 'x', toolChoice: 'required' }, 'input.toolChoice', /needs at least one tool/],
    [
      'JSON_SCHEMA without a schema',
      { prompt: 'x', responseFormat: { type: 'JSON_SCHEMA' } },
      'input.responseFormat.schema',
      /is missing/,
    ],
    [
      'an invalid schema',
      { prompt: 'x', responseFormat: { type: 'JSON_SCHEMA', schema: { properties: { a: { type: 'strng' } } } } },
      'input.responseFormat.schema',
      /\/properties\/a\/type/,
    ],
    [
      'a schema for text',
      { prompt: 'x', responseFormat: { type: 'TEXT', schema: {} } },
      'input.responseFormat.schema',
      /JSON_SCHEMA only/,
    ],
    [
      'a label with a blank',
      { prompt: 'x', responseFormat: { type: 'JSON_SCHEMA', schema: objectSchema, name: 'a b' } },
      'input.responseFormat.name',
      /letters, digits, _ or -/,
    ],
    ['too much metadata', { prompt: 'x', metadata: 'x'.repeat(20_000) }, 'input.metadata', /at most 16384/],
    ['a long execution id', { prompt: 'x', executionId: 'x'.repeat(201) }, 'input.executionId', /at most 200/],
  ];

  test.each(cases)('%s', (_name, input, field, message) => {
    expect(() => parse(input)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', field, message: expect.stringMatching(message) }),
    );
  });
});
