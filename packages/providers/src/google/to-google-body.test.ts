import { describe, expect, it } from 'vitest';
import type { AssistantPart, Message } from '../contract/message.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { assistantMessage, toolMessage, userMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toGoogleBody } from './to-google-body.ts';

const body = (request: Partial<ModelRequest>): JsonObject => toGoogleBody(modelRequest(request), 'google').body;

const look = { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: { at: {} } } };
const wait = { name: 'wait', description: null, parameters: { type: 'object', properties: {} } };

describe('toGoogleBody', () => {
  it('omits settings that the request does not set', () => {
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
      assistantMessage('So.', { id: 'a', name: 'look', arguments: '{"at":1}' }),
      toolMessage('a', 'look', '{"seen":"cat"}'),
      toolMessage('b', 'look', 'A dog.'),
    ];
    expect(body({ messages })).toEqual({
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
          parts: [{ text: 'So.' }, { functionCall: { name: 'look', args: { at: 1 } } }],
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

  const signed = (dialect: string): { state: ProviderState } => ({
    state: { providerId: 'google', dialect, value: { thoughtSignature: 'signed' } },
  });
  const call = { type: 'tool-call', id: 'a', name: 'look', arguments: '{}' } as const;
  const functionCall = { name: 'look', args: {} };
  const partsOf = (parts: AssistantPart[], model = 'gemini-2.5-pro'): unknown => {
    const { contents } = body({ model, messages: [userMessage('Look!'), { role: 'assistant', parts }] });
    return (contents as { parts: unknown }[])[1]?.parts;
  };

  it('sends back the output of its own tools unchanged', () => {
    const code = { executableCode: { language: 'PYTHON', code: 'print(1)' }, thoughtSignature: 'S' };
    const own = { providerId: 'google', dialect: 'google', value: { block: code } };
    const said = { type: 'text', text: 'One.' } as const;
    expect(partsOf([{ type: 'text', text: '', state: own }, said])).toEqual([code, { text: 'One.' }]);
    expect(partsOf([{ type: 'text', text: '', state: { ...own, providerId: 'other' } }, said])).toEqual([
      { text: 'One.' },
    ]);
  });

  it("sends back its own state, in order, and no other provider's", () => {
    const parts: AssistantPart[] = [
      { type: 'reasoning', text: 'Hm', ...signed('google') },
      { type: 'reasoning', text: 'secret', ...signed('anthropic') },
      { ...call, ...signed('google') },
      { type: 'text', text: 'So', ...signed('google') },
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AA' }, ...signed('google') },
      { type: 'text', text: '' },
      { type: 'text', text: 'Foreign', ...signed('anthropic') },
    ];
    expect(partsOf(parts)).toEqual([
      { text: 'Hm', thought: true, thoughtSignature: 'signed' },
      { functionCall, thoughtSignature: 'signed' },
      { text: 'So', thoughtSignature: 'signed' },
      { inlineData: { mimeType: 'image/png', data: 'AA' }, thoughtSignature: 'signed' },
      { text: 'Foreign' },
    ]);
  });

  it("signs a call with the signature that came back through OpenAI's protocol, and not with another provider's", () => {
    const value = { extra_content: { google: { thought_signature: 'sig' } } };
    const call = { type: 'tool-call', id: 'c', name: 'look', arguments: '{}' } as const;
    const signed = (providerId: string | null) =>
      body({
        messages: [
          userMessage('Go.'),
          { role: 'assistant', parts: [{ ...call, state: { providerId, dialect: 'openai', value } }] },
        ],
      });
    const part = { functionCall: { name: 'look', args: {} } };
    for (const providerId of [null, 'google']) {
      expect(signed(providerId)).toMatchObject({ contents: [{}, { parts: [{ ...part, thoughtSignature: 'sig' }] }] });
    }
    expect(signed('other')).toMatchObject({ contents: [{}, { parts: [part] }] });
    expect(JSON.stringify(signed('other'))).not.toContain('sig');
  });

  it('sends the value for an unknown signature to models that require one for the first call', () => {
    const model = 'gemini-3-pro-preview';
    const unknown = { functionCall, thoughtSignature: 'skip_thought_signature_validator' };
    expect(partsOf([call, call], model)).toEqual([unknown, { functionCall }]);
    expect(partsOf([call], 'gemma-7b')).toEqual([{ functionCall }]);
    expect(partsOf([{ ...call, ...signed('google') }, call], model)).toEqual([
      { functionCall, thoughtSignature: 'signed' },
      { functionCall },
    ]);
  });

  it('writes failed results, files of results, documents and sounds', () => {
    const image = { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AA' } } as const;
    const failed: Message = { ...toolMessage('a', 'look', 'It is dark.'), isError: true };
    const seen: Message = { ...toolMessage('b', 'look', 'A cat.'), parts: [{ type: 'text', text: 'A cat.' }, image] };
    const inlineData = { mimeType: 'image/png', data: 'AA' };
    const failure = { functionResponse: { name: 'look', response: { error: 'It is dark.' } } };
    const response = { name: 'look', response: { result: 'A cat.' } };
    expect(body({ model: 'gemini-2.5-pro', messages: [failed, seen] }).contents).toEqual([
      { role: 'user', parts: [failure, { functionResponse: response }, { inlineData }] },
    ]);
    expect(body({ model: 'gemini-3-pro', messages: [failed, seen] }).contents).toEqual([
      { role: 'user', parts: [failure, { functionResponse: { ...response, parts: [{ inlineData }] } }] },
    ]);
    const source = { type: 'base64', data: 'BB' } as const;
    const user: Message = {
      role: 'user',
      parts: [
        { type: 'file', mediaType: 'application/pdf', source, name: 'a.pdf' },
        {
          type: 'file',
          mediaType: 'application/pdf',
          source: { type: 'url', url: 'https://example.com/b' },
          name: null,
        },
        { type: 'audio', mediaType: 'audio/wav', source },
      ],
    };
    expect(body({ messages: [user] }).contents).toEqual([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'application/pdf', data: 'BB' } },
          { fileData: { mimeType: 'application/pdf', fileUri: 'https://example.com/b' } },
          { inlineData: { mimeType: 'audio/wav', data: 'BB' } },
        ],
      },
    ]);
  });

  it('passes its own options unchanged, in addition to the settings, except those that the request sets', () => {
    const written = toGoogleBody(
      modelRequest({
        temperature: 0.5,
        providerOptions: { google: { generationConfig: { thinkingConfig: { thinkingBudget: 9 } }, contents: [] } },
      }),
      'google',
    );
    expect(written.body).toMatchObject({
      generationConfig: { temperature: 0.5, thinkingConfig: { thinkingBudget: 9 } },
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
    });
    expect(written.warnings).toMatchObject([{ path: 'providerOptions.contents', action: 'dropped' }]);
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

  it('requests JSON, with a schema or without, and writes the prefill', () => {
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
