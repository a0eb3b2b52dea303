// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { expect, it } from 'vitest';
import { diffPolicies } from './diff-policies.ts';

const textsOf = (before: string, after: string) => diffPolicies(before, after).map(({ text }) => text);
const rules = (text: string) => `routing_rules: { ${text} }`;
const model = (text: string) => `models: { openai: { gpt-4: { ${text} } } }`;

it.each([
  [
    'a member of a chain',
    rules('chains: { ANALYSIS: [gpt-4, o3] }'),
    rules('chains: { ANALYSIS: [o3] }'),
    ['gpt-4 left chain ANALYSIS'],
  ],
  [
    'a chain in its long form',
    rules('chains: { A: [x] }'),
    rules('chains: { A: { models: [x, y] } }'),
    ['y joined chain A'],
  ],
  [
    'an order',
    rules('chains: { A: [x, y] }'),
    rules('chains: { A: [y, x] }'),
    ['the order of chain A changed to y, x'],
  ],
  [
    'a budget',
    'cost_controls: { daily_budget: 50 }',
    'cost_controls: { daily_budget: 80 }',
    ['daily_budget of cost_controls changed from 50 to 80'],
  ],
  [
    'a new section',
    'models: {}',
    'cost_controls: { daily_budget: 80 }',
    ['daily_budget of cost_controls was set to 80'],
  ],
  [
    'a model',
    model(''),
    'models: { openai: { o3: } }',
    ['model openai/gpt-4 was removed', 'model openai/o3 was added'],
  ],
  ['the models of a provider', model(''), 'models: {}', ['model openai/gpt-4 was removed']],
  [
    'a setting',
    model('quality: 0.7'),
    model('price: { input_per_mtok: 1 }'),
    [
      'quality of model openai/gpt-4 was removed; it was 0.7',
      'price of model openai/gpt-4 was set to {"input_per_mtok":1}',
    ],
  ],
  [
    'a nested setting',
    model('price: { input_per_mtok: 1 }'),
    model('price: { input_per_mtok: 2 }'),
    ['price.input_per_mtok of model openai/gpt-4 changed from 1 to 2'],
  ],
  [
    'a word of a list',
    model('capabilities: [code]'),
    model('capabilities: [code, vision]'),
    ['vision joined capabilities of model openai/gpt-4'],
  ],
  [
    'a variable',
    'providers: { a: { base_url: "${A_URL:-http://x}" } }',
    'providers: { a: { base_url: "${B_URL}" } }',
    ['base_url of provider a changed from ${A_URL:-http://x} to ${B_URL}'],
  ],
  [
    'a fallback of one name',
    rules('fallback_chain: x'),
    rules('fallback_chain: [x, y]'),
    ['y joined fallback_chain of routing_rules'],
  ],
  ['nothing but the form', model('quality: 0.7'), 'models:\n  openai:\n    gpt-4:\n      quality: 0.70 # good', []],
  ['no YAML', model(''), 'models: [', []],
])('describes the difference in %s', (_, before, after, texts) => {
  expect(textsOf(before, after)).toEqual(texts);
});

it('names the place, the kind and the values', () => {
  expect(diffPolicies(rules('chains: { A: [x, y] }'), rules('chains: { A: [x] }'))).toEqual([
    { path: 'routing_rules.chains.A', change: 'REMOVED', before: 'y', after: null, text: 'y left chain A' },
  ]);
});

it('shows no secret', () => {
  const secret = 'hunter2hunter2hunter2';
  const changes = diffPolicies(
    `providers: { a: { api_key: ${secret}, headers: { authorization: ${secret} } } }`,
    'providers: { a: { api_key: "${A_KEY}" }, b: { api_key: sk-abcdefghijklmnopqrstuvw, extra: { x: 1 } } }',
  );
  expect(changes).toMatchObject([
    { path: 'providers.a.api_key', before: '(secret)', after: '${A_KEY}' },
    { path: 'providers.a.headers', before: '(secret)' },
    { path: 'providers.b', text: 'provider b was added' },
  ]);
  expect(JSON.stringify(changes)).not.toMatch(/hunter2|sk-abc/);
});

it('lists a bounded number of changes', () => {
  const many = Array.from({ length: 600 }, (_, at) => `m${at}: {}`).join(', ');
  expect(diffPolicies('models: {}', `models: { openai: { ${many} } }`)).toHaveLength(500);
});
