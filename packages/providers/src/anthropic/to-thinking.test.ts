import { expect, it } from 'vitest';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import type { WriteContext } from '../messages/write-context.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toThinking } from './to-thinking.ts';

type Case = { model: string; maxTokens?: number; turns?: readonly JsonObject[] } & Partial<ModelRequest>;

function think({ maxTokens = 64_000, turns = [], ...request }: Case) {
  const context: WriteContext = { providerId: 'claude', dialect: 'anthropic', warnings: [] };
  const { thinking, effort } = toThinking(modelRequest(request), { maxTokens, turns }, context);
  return { thinking, effort, actions: context.warnings.map(({ path, action }) => `${path} ${action}`) };
}

const low = { reasoning: { effort: 'low' } } as const;
const budget = (budget_tokens: number) => ({ type: 'enabled', budget_tokens });
const converted = ['reasoning.effort converted'];

it.each<[string, Case, ReturnType<typeof think>]>([
  [
    'Claude 3.5',
    { model: 'claude-3-5-haiku-20241022', settings: low },
    { thinking: null, effort: null, actions: ['reasoning dropped'] },
  ],
  [
    'Claude 3.7',
    { model: 'claude-3-7-sonnet-20250219', settings: low },
    { thinking: budget(2_048), effort: null, actions: converted },
  ],
  [
    'Claude 4',
    { model: 'claude-sonnet-4-20250514', settings: low },
    { thinking: budget(2_048), effort: null, actions: converted },
  ],
  [
    'Claude 4.6',
    { model: 'claude-opus-4-6', settings: low },
    { thinking: { type: 'adaptive' }, effort: 'low', actions: [] },
  ],
  [
    'Claude 4.6 with a budget',
    { model: 'claude-opus-4-6', settings: { reasoning: { budgetTokens: 4_000 } } },
    { thinking: budget(4_000), effort: null, actions: [] },
  ],
  [
    'Claude 5 with a budget',
    { model: 'claude-sonnet-5', settings: { reasoning: { budgetTokens: 4_000, summary: true } } },
    {
      thinking: { type: 'adaptive', display: 'summarized' },
      effort: 'medium',
      actions: ['reasoning.budgetTokens converted'],
    },
  ],
  [
    'an effort that Claude lacks',
    { model: 'claude-opus-4-7', settings: { reasoning: { effort: 'minimal' } } },
    { thinking: { type: 'adaptive' }, effort: 'low', actions: ['reasoning.effort clamped'] },
  ],
  [
    'no thinking',
    { model: 'claude-sonnet-5', settings: { reasoning: { effort: 'none' } } },
    { thinking: { type: 'disabled' }, effort: null, actions: [] },
  ],
  [
    'a budget beyond the limit of the answer',
    { model: 'm', maxTokens: 4_096, settings: { reasoning: { budgetTokens: 9_000 } } },
    { thinking: budget(3_072), effort: null, actions: ['reasoning.budgetTokens clamped'] },
  ],
  [
    'an answer without room',
    { model: 'm', maxTokens: 1_500, settings: low },
    { thinking: null, effort: null, actions: ['reasoning dropped'] },
  ],
  [
    'a call that is forced',
    {
      model: 'm',
      settings: low,
      toolChoice: { type: 'required' },
      tools: [{ name: 'f', description: null, parameters: {} }],
    },
    { thinking: null, effort: null, actions: ['reasoning dropped'] },
  ],
  [
    'a text that goes on',
    { model: 'm', settings: low, prefill: 'So' },
    { thinking: null, effort: null, actions: ['reasoning dropped'] },
  ],
])('%s', (_, request, expected) => {
  expect(think(request)).toEqual(expected);
});

it.each([
  ['thinking', budget(2_048)],
  ['tool_use', null],
])('a result whose call began with %s', (type, thinking) => {
  const turns = [
    { role: 'assistant', content: [{ type }, { type: 'tool_use' }] },
    { role: 'user', content: [{ type: 'tool_result' }] },
  ];
  expect(think({ model: 'claude-sonnet-4-5', settings: low, turns }).thinking).toEqual(thinking);
});

it.each<[string, string, JsonObject | null]>([
  ['a model that it does not know', 'glm-5', { type: 'adaptive' }],
  ['Claude 4.6', 'claude-opus-4-6', { type: 'adaptive' }],
  ['Claude 4.5, which takes a budget', 'claude-sonnet-4-5', budget(16_384)],
])("the setting of Anthropic's own client, for %s", (_, model, expected) => {
  const settings = { reasoning: { effort: 'high', thinking: { type: 'adaptive' } } } as const;
  expect(think({ model, writtenIn: 'anthropic', settings }).thinking).toEqual(expected);
});
