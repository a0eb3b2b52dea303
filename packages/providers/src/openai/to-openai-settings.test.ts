import { expect, it } from 'vitest';
import type { ReasoningSettings } from '../contract/settings.ts';
import type { WriteContext } from '../messages/write-context.ts';
import { modelRequest } from '../testing/model-request.ts';
import { openAiDefaults, type ReasoningForm } from './dialect.ts';
import { toOpenAiSettings } from './to-openai-settings.ts';

function write(reasoning: ReasoningSettings, reasoningForm: ReasoningForm = 'effort') {
  const context: WriteContext = { providerId: 'acme', dialect: 'openai', warnings: [] };
  const written = toOpenAiSettings(
    modelRequest({ settings: { reasoning } }),
    { ...openAiDefaults, reasoningForm },
    context,
  );
  return { written, actions: context.warnings.map(({ path, action }) => `${path} ${action}`) };
}

it.each<[ReasoningForm, ReasoningSettings, object]>([
  ['effort', { effort: 'low' }, { reasoning_effort: 'low' }],
  ['reasoning', { effort: 'low', summary: false }, { reasoning: { effort: 'low', exclude: true } }],
  ['reasoning', { budgetTokens: 900 }, { reasoning: { max_tokens: 900 } }],
  ['thinking', { effort: 'none' }, { reasoning_effort: 'none', thinking: { type: 'disabled' } }],
  ['enable-thinking', { effort: 'low' }, { enable_thinking: true, thinking_budget: 2_048 }],
  ['enable-thinking', { effort: 'none' }, { enable_thinking: false }],
  ['chat-template', { effort: 'high' }, { reasoning_effort: 'high', chat_template_kwargs: { enable_thinking: true } }],
])('reasoning in the form %s of %j', (form, reasoning, expected) => {
  expect(write(reasoning, form)).toEqual({ written: expected, actions: [] });
});

it('a budget becomes an effort, and a summary is not supported', () => {
  expect(write({ budgetTokens: 5_000, summary: true })).toEqual({
    written: { reasoning_effort: 'medium' },
    actions: ['reasoning.summary dropped', 'reasoning.budgetTokens converted'],
  });
});

it('members of the protocol stay unchanged, in addition to the form that the server needs', () => {
  const asWritten = { reasoning_effort: 'low', chat_template_kwargs: { odd: 1 } };
  expect(write({ effort: 'low', asWritten }).written).toEqual(asWritten);
  expect(write({ effort: 'low', asWritten }, 'thinking').written).toEqual({
    ...asWritten,
    thinking: { type: 'enabled' },
  });
});

it('one call at a time is only for requests with tools', () => {
  const context: WriteContext = { providerId: 'acme', dialect: 'openai', warnings: [] };
  const settings = { parallelToolCalls: false, topK: 4 };
  const tools = [{ name: 'f', description: null, parameters: {} }];
  expect(toOpenAiSettings(modelRequest({ settings }), openAiDefaults, context)).toEqual({ top_k: 4 });
  expect(toOpenAiSettings(modelRequest({ settings, tools }), openAiDefaults, context)).toEqual({
    top_k: 4,
    parallel_tool_calls: false,
  });
});
