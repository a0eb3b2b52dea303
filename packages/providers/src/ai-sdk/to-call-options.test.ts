import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import { assistantMessage, toolMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toCallOptions } from './to-call-options.ts';

const { signal } = new AbortController();
const options = (request: Partial<ModelRequest>): object =>
  toCallOptions(modelRequest(request), signal, { providerId: 'bridged', optionsName: 'acme' }).options;

describe('toCallOptions', () => {
  it('omits settings that the request does not set', () => {
    expect(options({})).toEqual({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      abortSignal: signal,
    });
  });

  it('writes every setting', () => {
    const tool = { name: 'look', description: null, parameters: { type: 'object' } };
    const settings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 100, stop: ['END'], seed: 7, tools: [tool] };
    expect(options({ ...settings, toolChoice: { type: 'tool', name: 'look' } })).toMatchObject({
      temperature: 0.5,
      topP: 0.9,
      maxOutputTokens: 100,
      stopSequences: ['END'],
      seed: 7,
      tools: [{ type: 'function', name: 'look', inputSchema: { type: 'object' } }],
      toolChoice: { type: 'tool', toolName: 'look' },
    });
    expect(options({ tools: [tool], toolChoice: { type: 'required' } })).toMatchObject({
      toolChoice: { type: 'required' },
    });
  });

  it('writes a conversation with images and tools, the results of parallel calls as one message', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      {
        role: 'user',
        parts: [
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
          { type: 'image', image: { type: 'url', url: 'https://example.com/cat.webp' } },
        ],
      },
      assistantMessage(
        'So.',
        { id: 'a', name: 'look', arguments: '{"x":1}' },
        { id: 'b', name: 'look', arguments: 'not JSON' },
      ),
      toolMessage('a', 'look', 'A cat.'),
      toolMessage('b', 'look', 'A dog.'),
    ];
    expect(options({ messages, prefill: 'I see' })).toMatchObject({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AAAA' } },
            {
              type: 'file',
              mediaType: 'image/webp',
              data: { type: 'url', url: new URL('https://example.com/cat.webp') },
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'So.' },
            { type: 'tool-call', toolCallId: 'a', toolName: 'look', input: { x: 1 } },
            { type: 'tool-call', toolCallId: 'b', toolName: 'look', input: {} },
          ],
        },
        {
          role: 'tool',
          content: [
            { type: 'tool-result', toolCallId: 'a', toolName: 'look', output: { type: 'text', value: 'A cat.' } },
            { type: 'tool-result', toolCallId: 'b', toolName: 'look', output: { type: 'text', value: 'A dog.' } },
          ],
        },
        { role: 'assistant', content: [{ type: 'text', text: 'I see' }] },
      ],
    });
  });

  it('requests JSON, with a schema or without', () => {
    const schema = { type: 'object' };
    expect(options({ responseFormat: { type: 'json' } })).toMatchObject({ responseFormat: { type: 'json' } });
    expect(options({ responseFormat: { type: 'json-schema', name: 'x', schema } })).toMatchObject({
      responseFormat: { type: 'json', name: 'x', schema },
    });
  });

  it('writes options under the name of the package, with its earlier metadata', () => {
    const state = { providerId: 'bridged', dialect: 'ai-sdk', value: { acme: { signature: 's' } } };
    const providerOptions = { bridged: { cached: true }, other: { cached: false } };
    const foreign = { ...state, providerId: 'other' };
    const messages: ModelRequest['messages'] = [
      { role: 'user', parts: [{ type: 'text', text: 'a' }], providerOptions },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'Hm', state },
          { type: 'reasoning', text: 'Hidden', state: foreign },
          { type: 'text', text: '' },
          { type: 'text', text: 'So.', state, providerOptions },
        ],
      },
    ];
    const acme = { signature: 's' };
    expect(options({ messages, providerOptions })).toMatchObject({
      providerOptions: { acme: { cached: true } },
      prompt: [
        { role: 'user', providerOptions: { acme: { cached: true } } },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'Hm', providerOptions: { acme } },
            { type: 'text', text: 'So.', providerOptions: { acme: { ...acme, cached: true } } },
          ],
        },
      ],
    });
  });

  it('writes failed results, and results and questions with files', () => {
    const source = { type: 'base64', data: 'AA' } as const;
    const pdf = { type: 'file', mediaType: 'application/pdf', source, name: 'a.pdf' } as const;
    const file = { type: 'file', mediaType: 'application/pdf', data: { type: 'data', data: 'AA' }, filename: 'a.pdf' };
    const sound = {
      type: 'audio',
      mediaType: 'audio/wav',
      source: { type: 'url', url: 'https://example.com/a' },
    } as const;
    const messages: ModelRequest['messages'] = [
      { role: 'user', parts: [pdf, sound] },
      { ...toolMessage('a', 'look', 'Too dark.'), isError: true },
      { ...toolMessage('b', 'look', ''), parts: [{ type: 'text', text: 'Seen.' }, pdf], isError: true },
    ];
    expect(options({ messages })).toMatchObject({
      prompt: [
        { content: [file, { mediaType: 'audio/wav', data: { type: 'url', url: new URL('https://example.com/a') } }] },
        {
          content: [
            { toolCallId: 'a', output: { type: 'error-text', value: 'Too dark.' } },
            {
              toolCallId: 'b',
              output: {
                type: 'content',
                value: [{ type: 'text', text: 'The tool failed.' }, { type: 'text', text: 'Seen.' }, file],
              },
            },
          ],
        },
      ],
    });
  });

  it('marks cache points if the provider accepts them', () => {
    const request = modelRequest({
      messages: [
        { role: 'system', text: 'word '.repeat(1_000) },
        { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
      ],
    });
    const recipient = { providerId: 'bridged', optionsName: 'acme' };
    const { options: marked } = toCallOptions(request, signal, { ...recipient, takesCachePoints: true });
    expect(marked.prompt.map(({ providerOptions }) => providerOptions)).toEqual([
      { acme: { cachePoint: { type: 'default' } } },
      undefined,
    ]);
    const { options: unmarked } = toCallOptions(request, signal, recipient);
    expect(unmarked.prompt.map(({ providerOptions }) => providerOptions)).toEqual([undefined, undefined]);
  });
});
