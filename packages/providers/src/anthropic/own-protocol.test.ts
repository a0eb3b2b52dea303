import { describe, expect, it } from 'vitest';
import { unreadOfAnthropic } from '../contract/provider-options.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { nativePart } from '../messages/native-blocks.ts';
import { toOpenAiBody } from '../openai/to-openai-body.ts';
import { userMessage } from '../testing/messages.ts';
import { modelRequest } from '../testing/model-request.ts';
import { chooseAnswerFormat } from './answer-format.ts';
import { anthropicForms } from './anthropic-forms.ts';
import { anthropicProtocol } from './anthropic-protocol.ts';
import { toAnthropicBody } from './to-anthropic-body.ts';

/** A request from Anthropic's own protocol. */
function own(difference: Partial<ModelRequest>): ModelRequest {
  return modelRequest({ model: 'claude-opus-4-8', writtenIn: 'anthropic', ...difference });
}

function write(difference: Partial<ModelRequest>): { body: JsonObject; warnings: readonly { path: string }[] } {
  const request = own(difference);
  return toAnthropicBody(request, chooseAnswerFormat(request), 'anthropic');
}

const look = { name: 'look', description: null, parameters: { type: 'object' } };
const search = { dialect: 'anthropic', index: 0, value: { type: 'web_search_20260318', name: 'web_search' } };
const result = { type: 'search_result', source: 'a', title: 'b', content: [] };

describe("a request in Anthropic's own protocol", () => {
  it('keeps both settings of sampling', () => {
    expect(write({ temperature: 0.5, topP: 0.9 }).body).toMatchObject({ temperature: 0.5, top_p: 0.9 });
  });

  it('keeps its own tools in their places, and its blocks', () => {
    const messages = [
      { role: 'user' as const, parts: [nativePart('anthropic', result), { type: 'text' as const, text: 'hi' }] },
    ];
    const { body, warnings } = write({ tools: [look], nativeTools: [search], messages });
    expect(body.tools).toEqual([search.value, { name: 'look', input_schema: { type: 'object' } }]);
    expect(body.messages).toEqual([{ role: 'user', content: [result, { type: 'text', text: 'hi' }] }]);
    expect(warnings).toEqual([]);
  });

  it('keeps unread members, also of marks', () => {
    const options = { [unreadOfAnthropic]: { cache_control: { scope: 'global' } } };
    const messages = [
      {
        role: 'user' as const,
        parts: [{ type: 'text' as const, text: 'hi', cacheBreakpoint: true, providerOptions: options }],
      },
    ];
    const { body } = write({ messages, providerOptions: { [unreadOfAnthropic]: { container: 'c1' } } });
    expect(body).toMatchObject({
      container: 'c1',
      messages: [{ content: [{ cache_control: { type: 'ephemeral', scope: 'global' } }] }],
    });
  });

  it('keeps instructions in their place; a model that refuses them gets them before the conversation', () => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', text: 'Be kind.' },
      userMessage('hi'),
      { role: 'system', text: 'Be brief.', isInPlace: true },
    ];
    const { body } = write({ messages });
    expect(body).toMatchObject({
      system: 'Be kind.',
      messages: [{ role: 'user' }, { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }],
    });
    const form = anthropicForms.find(({ id }) => id === 'system-on-top');
    const formed = form?.write({ path: '/messages', body }, own({ messages }));
    expect(formed?.body.system).toEqual([
      { type: 'text', text: 'Be kind.' },
      { type: 'text', text: 'Be brief.' },
    ]);
    expect(formed?.body.messages).toMatchObject([{ role: 'user' }]);
  });

  it.each<[string, ModelRequest['settings'], JsonObject]>([
    ['claude-opus-4-8', { reasoning: { thinking: { type: 'adaptive' } } }, { thinking: { type: 'adaptive' } }],
    [
      'claude-opus-4-8',
      { reasoning: { thinking: { type: 'adaptive', display: 'omitted' }, effort: 'high' } },
      { thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'high' } },
    ],
    ['claude-opus-4-8', { reasoning: { effort: 'low' } }, { output_config: { effort: 'low' } }],
    [
      'claude-sonnet-4-5',
      { reasoning: { thinking: { type: 'enabled', budget_tokens: 2000 }, budgetTokens: 2000 } },
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
    ],
    [
      'claude-sonnet-4-5',
      { reasoning: { thinking: { type: 'disabled' }, effort: 'none' } },
      { thinking: { type: 'disabled' } },
    ],
    // An unsupported form is converted.
    [
      'claude-sonnet-4-5',
      { reasoning: { thinking: { type: 'adaptive' } } },
      { thinking: { type: 'enabled', budget_tokens: 2976 } },
    ],
    [
      'claude-opus-4-8',
      { reasoning: { thinking: { type: 'enabled', budget_tokens: 2000 }, budgetTokens: 2000 } },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
    ],
  ])('keeps the thinking setting as written: %s, %j', (model, settings, members) => {
    const { body } = write({ model, maxOutputTokens: 4000, ...(settings && { settings }) });
    expect({ thinking: body.thinking, output_config: body.output_config }).toEqual({
      thinking: undefined,
      output_config: undefined,
      ...members,
    });
  });

  it('passes on the names of trial features', () => {
    const context = { providerId: 'anthropic', model: 'claude', secrets: [], hasPrefill: false };
    const limits = {} as Parameters<typeof anthropicProtocol.chat>[2];
    const { lists } = anthropicProtocol.chat(own({ betas: ['a-1', 'b-2'] }), context, limits);
    expect(lists).toEqual({ 'anthropic-beta': ['a-1', 'b-2'] });
  });
});

describe("Anthropic's own members, sent to another provider", () => {
  it('are left out, with one warning each', () => {
    const request = own({
      tools: [look],
      nativeTools: [search],
      messages: [
        userMessage('hi'),
        {
          role: 'assistant',
          parts: [nativePart('anthropic', { type: 'server_tool_use', id: 's1' }), { type: 'text', text: 'a' }],
        },
        { role: 'user', parts: [nativePart('anthropic', result)] },
        userMessage('more'),
      ],
      providerOptions: { [unreadOfAnthropic]: { container: 'c1' } },
    });
    const { body, warnings } = toOpenAiBody(request, {} as never, 'openai');
    expect(JSON.stringify(body)).not.toMatch(/search|server_tool|container/);
    expect(body.messages).toMatchObject([{ role: 'user' }, { role: 'assistant', content: 'a' }, { role: 'user' }]);
    expect(warnings.map(({ path }) => path).sort()).toEqual([
      'container',
      'messages.1.parts.0',
      'messages.2.parts.0',
      'tools.0',
    ]);
  });

  it('are sent as text if they are a document or a search result with text, but not a tool call', () => {
    const found = { type: 'search_result', title: 'T', source: 'https://a', content: [{ type: 'text', text: 'Oslo' }] };
    const document = { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'Rome' }] } };
    const said = (block: JsonObject) => nativePart('anthropic', block);
    const request = own({
      messages: [
        { role: 'user', parts: [said(document)] },
        { role: 'assistant', parts: [{ type: 'tool-call', id: 'c', name: 'look', arguments: '{}' }, said(found)] },
        { role: 'tool', toolCallId: 'c', toolName: 'look', parts: [said(found)], isError: false },
      ],
    });
    const { body, warnings } = toOpenAiBody(request, {} as never, 'openai');
    expect(body.messages).toMatchObject([
      { role: 'user', content: 'Rome' },
      { role: 'assistant', tool_calls: [{ id: 'c' }] },
      { role: 'tool', content: 'T\nhttps://a\nOslo' },
    ]);
    expect(warnings.map(({ action }) => action)).toEqual(['converted', 'dropped', 'converted']);
  });

  it.each(['image', 'document'])('are refused if they are an %s stored at Anthropic', (type) => {
    const kept = nativePart('anthropic', { type, source: { type: 'file', file_id: 'file_1' } });
    const request = own({ messages: [{ role: 'user', parts: [kept, { type: 'text', text: 'What is it?' }] }] });
    expect(() => toOpenAiBody(request, {} as never, 'openai')).toThrow(
      'openai accepts no files kept by Anthropic: messages.0.parts.0 cannot be sent to it.',
    );
  });
});
