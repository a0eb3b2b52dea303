import { describe, expect, it } from 'vitest';
import { anthropicForms } from '../anthropic/anthropic-forms.ts';
import { googleForms } from '../google/google-forms.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { openAiForms } from '../openai/openai-forms.ts';
import { modelRequest } from '../testing/model-request.ts';
import type { Form } from './form.ts';

const messages = [{ role: 'user', content: 'Hi' }];
const tools = [{ type: 'function', function: { name: 'look', parameters: {} } }];

describe('a weaker form', () => {
  const write = (forms: readonly Form[], id: string, body: JsonObject): JsonObject | undefined =>
    forms.find((form) => form.id === id)?.write({ path: '/x', body }, modelRequest())?.body;

  it('puts later instructions before the conversation, as one message', () => {
    const system = (content: string): object => ({ role: 'system', content });
    const body = { messages: [system('a'), ...messages, system('b'), { role: 'assistant', content: 'c' }] };
    expect(write(openAiForms, 'system-first', body)).toEqual({
      messages: [system('a\n\nb'), ...messages, { role: 'assistant', content: 'c' }],
    });
    expect(write(openAiForms, 'system-first', { messages: [system('a'), ...messages] })).toBeUndefined();
  });

  it('has an empty text with calls', () => {
    const answer = { role: 'assistant', content: null, tool_calls: [] };
    const body = { messages: [...messages, answer] };
    expect(write(openAiForms, 'empty-content', body)).toEqual({ messages: [...messages, { ...answer, content: '' }] });
    expect(write(openAiForms, 'empty-content', { messages })).toBeUndefined();
  });

  it('turns thinking off for tools, lets the model choose its length, and omits both members for Google', () => {
    expect(write(openAiForms, 'no-effort', { tools })).toEqual({ tools, reasoning_effort: 'none' });
    expect(write(openAiForms, 'no-effort', {})).toBeUndefined();
    const thinking = { type: 'enabled', budget_tokens: 2000, display: 'omitted' };
    expect(write(anthropicForms, 'adaptive-thinking', { thinking })).toEqual({
      thinking: { type: 'adaptive', display: 'omitted' },
    });
    const generationConfig = { seed: 1, frequencyPenalty: 1, presencePenalty: 1 };
    expect(write(googleForms, 'no-penalties', { generationConfig })).toEqual({ generationConfig: { seed: 1 } });
  });
});
