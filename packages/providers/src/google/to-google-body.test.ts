import { describe, expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toGoogleBody } from './to-google-body.ts';

const body = (request: Partial<ModelRequest>, signature: string | null = null): JsonObject =>
  toGoogleBody(modelRequest(request), () => signature);

const look = { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: { at: {} } } };
const wait = { name: 'wait', description: null, parameters: { type: 'object', properties: {} } };

describe('toGoogleBody', () => {
  it('leaves out what the request leaves open', () => {
    expect(body({})).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] });
  });

  it('writes every setting', () => {
    const traits = { thinksFirst: true, sampling: true, fallbackMaxOutputTokens: 10 };
    const settings = { temperature: 0.5, topP: 0.9, maxOutputTokens: 100, stop: ['END'], seed: 7, traits };
    expect(body(settings).generationConfig).toEqual({
      temperature: 0.5,
      topP: 0.9,
      maxOutputTokens: 100,
      stopSequences: ['END'],
      seed: 7,
      thinkingConfig: { includeThoughts: true },
    });
  });

  it('writes a conversation with tools and images', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be brief.' },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Look!' },
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
          { type: 'image', image: { type: 'url', url: 'https://example.com/cat.webp?x=1' } },
        ],
      },
      { role: 'assistant', text: 'So.', toolCalls: [{ id: 'a', name: 'look', arguments: '{"at":1}' }] },
      { role: 'tool', toolCallId: 'a', toolName: 'look', text: '{"seen":"cat"}' },
      { role: 'tool', toolCallId: 'b', toolName: 'look', text: 'A dog.' },
    ];
    expect(body({ messages }, 'signed')).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Look!' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { fileData: { mimeType: 'image/webp', fileUri: 'https://example.com/cat.webp?x=1' } },
          ],
        },
        {
          role: 'model',
          parts: [{ text: 'So.' }, { functionCall: { name: 'look', args: { at: 1 } }, thoughtSignature: 'signed' }],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'look', response: { seen: 'cat' } } },
            { functionResponse: { name: 'look', response: { result: 'A dog.' } } },
          ],
        },
      ],
    });
  });

  it.each([
    [{ type: 'auto' }, { mode: 'AUTO' }],
    [{ type: 'none' }, { mode: 'NONE' }],
    [{ type: 'required' }, { mode: 'ANY' }],
    [
      { type: 'tool', name: 'look' },
      { mode: 'ANY', allowedFunctionNames: ['look'] },
    ],
  ] as const)('offers tools with the choice %j', (toolChoice, functionCallingConfig) => {
    expect(body({ tools: [look, wait], toolChoice })).toMatchObject({
      tools: [
        {
          functionDeclarations: [
            { name: 'look', description: 'Looks.', parametersJsonSchema: look.parameters },
            { name: 'wait', description: '' },
          ],
        },
      ],
      toolConfig: { functionCallingConfig },
    });
  });

  it('asks for JSON, by a schema or without, and to go on from text', () => {
    expect(body({ responseFormat: { type: 'json' } }).generationConfig).toEqual({
      responseMimeType: 'application/json',
    });
    const schema = { type: 'object' };
    expect(body({ responseFormat: { type: 'json-schema', name: 'x', schema } }).generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    expect(body({ prefill: 'Once' }).contents).toMatchObject([{}, { role: 'model', parts: [{ text: 'Once' }] }]);
  });
});
