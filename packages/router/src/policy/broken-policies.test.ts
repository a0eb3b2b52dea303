// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { expect, test } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { someVendors } from './testing/build-vendor.ts';

const models = 'models: { openai: { gpt-4: } }\n';
const ofModel = (text: string) => `models:\n  openai:\n    gpt-4: { ${text} }\n`;
const ofProvider = (text: string) => `${models}providers:\n  openai: { ${text} }\n`;
const ofRouting = (text: string) => `${models}routing_rules: { ${text} }\n`;

/** Invalid documents, with the line and the path of one of their issues. */
const broken: readonly (readonly [name: string, text: string, line: number, path: string])[] = [
  ['nothing', '', 1, ''],
  ['a comment', '# models', 1, ''],
  ['a text', 'models', 1, ''],
  ['a number', '7', 1, ''],
  ['a list', '- models', 1, ''],
  ['an open bracket', 'models: [', 1, ''],
  ['an open brace', 'models: { openai: {', 1, ''],
  ['an open quote', 'models: "', 1, ''],
  ['a tab', 'models:\n\topenai: 1', 2, ''],
  ['a wrong indent', 'models:\n    a: 1\n  b: 2', 3, ''],
  ['two documents', `${models}---\n${models}`, 2, ''],
  ['a key twice', `${models}${models}`, 2, ''],
  ['an unknown alias', 'models: *nowhere', 1, ''],
  ['an alias of itself', 'models: &a { openai: *a }', 1, ''],
  ['a merge of no map', 'a: &a 1\nmodels:\n  <<: *a', 1, ''],
  ['no models', 'cost_controls: {}', 1, 'models'],
  ['empty models', 'models: {}', 1, 'models'],
  ['models in a list', 'models: [gpt-4]', 1, 'models'],
  ['an unknown section', `${models}ruting_rules: {}`, 2, 'ruting_rules'],
  ['an unknown provider', 'models: { opnai: { gpt-4: } }', 1, 'models.opnai'],
  ['a model that is a text', 'models: { openai: { gpt-4: good } }', 1, 'models.openai.gpt-4'],
  ['an unknown setting', ofModel('qualty: 1'), 3, 'models.openai.gpt-4.qualty'],
  ['a quality above 1', ofModel('quality: 7'), 3, 'models.openai.gpt-4.quality'],
  ['a quality below 0', ofModel('quality: -1'), 3, 'models.openai.gpt-4.quality'],
  ['a quality in words', ofModel('quality: good'), 3, 'models.openai.gpt-4.quality'],
  ['a window of 0', ofModel('context_window: 0'), 3, 'models.openai.gpt-4.context_window'],
  ['half a token', ofModel('max_output_tokens: 0.5'), 3, 'models.openai.gpt-4.max_output_tokens'],
  ['a price of one side', ofModel('price: { input_per_mtok: 1 }'), 3, 'models.openai.gpt-4.price.output_per_mtok'],
  [
    'a negative price',
    ofModel('price: { input_per_mtok: -1, output_per_mtok: 1 }'),
    3,
    'models.openai.gpt-4.price.input_per_mtok',
  ],
  ['capabilities in a text', ofModel('capabilities: code'), 3, 'models.openai.gpt-4.capabilities'],
  ['tags of numbers', ofModel('tags: [1]'), 3, 'models.openai.gpt-4.tags.0'],
  ['an unknown api', ofModel('api: chat'), 3, 'models.openai.gpt-4.api'],
  ['an unknown effort', ofModel('efforts: [some]'), 3, 'models.openai.gpt-4.efforts.0'],
  ['active in words', ofModel('active: maybe'), 3, 'models.openai.gpt-4.active'],
  ['a wrong date', ofModel('released: soon'), 3, 'models.openai.gpt-4.released'],
  ['no deployment', ofModel('deployments: []'), 3, 'models.openai.gpt-4.deployments'],
  [
    'a deployment nowhere',
    ofModel('deployments: [{ provider: nowhere }]'),
    3,
    'models.openai.gpt-4.deployments.0.provider',
  ],
  ['two equal deployments', ofModel('deployments: [{ id: a }, { id: a }]'), 3, 'models.openai.gpt-4.deployments.1.id'],
  ['a weight of 0', ofModel('deployments: [{ weight: 0 }]'), 3, 'models.openai.gpt-4.deployments.0.weight'],
  ['a variable in a model', ofModel('display_name: "${NAME_KEY}"'), 3, 'models.openai.gpt-4.display_name'],
  ['an unknown dialect', ofProvider('dialect: french'), 3, 'providers.openai.dialect'],
  ['an address without a protocol', ofProvider('base_url: localhost'), 3, 'providers.openai.base_url'],
  ["Penstock's own variable", ofProvider('api_key: "${PENSTOCK_ADMIN_KEY}"'), 3, 'providers.openai.api_key'],
  ['a variable of another kind', ofProvider('api_key: "${HOME}"'), 3, 'providers.openai.api_key'],
  ['a timeout of 0', ofProvider('timeouts: { total_ms: 0 }'), 3, 'providers.openai.timeouts.total_ms'],
  ['too many tries', ofProvider('retry: { attempts: 99 }'), 3, 'providers.openai.retry.attempts'],
  ['pauses that shrink', ofProvider('retry: { base_ms: 9, max_ms: 1 }'), 3, 'providers.openai.retry.max_ms'],
  ['no connections', ofProvider('max_connections: 0'), 3, 'providers.openai.max_connections'],
  ['headers in a list', ofProvider('headers: [a]'), 3, 'providers.openai.headers'],
  ['a provider without an address', `${models}providers: { mine: { dialect: openai } }`, 2, 'providers.mine'],
  ['an unknown vendor', `${models}providers: { mine: { vendor: opnai } }`, 2, 'providers.mine.vendor'],
  ['a slash in a provider', `${models}providers: { a/b: { vendor: openai } }`, 2, 'providers.a/b'],
  ['an unknown strategy', ofRouting('default_strategy: best'), 2, 'routing_rules.default_strategy'],
  ['an unknown default', ofRouting('default_model: gpt-5'), 2, 'routing_rules.default_model'],
  ['an unknown member', ofRouting('chains: { A: [gpt-5] }'), 2, 'routing_rules.chains.A.0'],
  ['an empty chain', ofRouting('chains: { A: [] }'), 2, 'routing_rules.chains.A'],
  ['an unknown preference', ofRouting('task_preferences: { code: gpt-5 }'), 2, 'routing_rules.task_preferences.code'],
  ['weights of one side', ofRouting('weights: { cost: 1 }'), 2, 'routing_rules.weights.quality'],
  ['an unknown fallback', ofRouting('fallback_chain: [gpt-5]'), 2, 'routing_rules.fallback_chain.0'],
  ['a budget in words', `${models}cost_controls: { daily_budget: much }`, 2, 'cost_controls.daily_budget'],
  ['a threshold of 0', `${models}cost_controls: { alert_threshold: 0 }`, 2, 'cost_controls.alert_threshold'],
  ['a cache that keeps nothing', `${models}features: { cache: { ttl_s: 0 } }`, 2, 'features.cache.ttl_s'],
  ['hedging without a time', `${models}features: { hedging: true }`, 2, 'features.hedging'],
  ['hedging at once', `${models}features: { hedging: { after_ms: 1 } }`, 2, 'features.hedging.after_ms'],
];

test('there are 60 documents', () => {
  expect(broken.length).toBeGreaterThanOrEqual(60);
});

test.each(broken)('%s is reported with a place and a reason', (_, text, line, path) => {
  const parsed = parsePolicy(text, { fileName: 'p', environment: {}, vendors: someVendors, refusesSecrets: true });
  const issues = parsed.ok ? [] : parsed.issues;
  expect(issues.map((issue) => [issue.line, issue.path])).toContainEqual([line, path]);
  for (const issue of issues) {
    expect(issue.message).toMatch(/\.$/);
    expect(issue.column).toBeGreaterThanOrEqual(1);
  }
});
