// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import { parsePolicy } from './parse-policy.ts';
import { issuesOf, policyOf } from './testing/parse.ts';

describe('the classic format loads unchanged', () => {
  const policy = policyOf(`
models:
  openai:
    gpt-4:
      cost_per_1k_tokens: 0.03
      max_tokens: 8192
      capabilities: [reasoning, code_generation, analysis, problem_solving]
      use_cases: [complex_reasoning, code_review]
    gpt-3.5-turbo:
      cost_per_1k_tokens: { input: 0.0005, output: 0.0015 }
      max_tokens: 4096
      capabilities: [chat]
  anthropic:
    claude-3-opus:
      cost_per_1k_tokens: { input: 0.015, output: 0.075 }
      max_tokens: 200000
      capabilities: [reasoning, creative_writing, vision]
  ollama:
    llama2:
      cost_per_1k_tokens: 0
      max_tokens: 4096
      endpoint: \${OLLAMA_URL:-http://localhost:11434}
      capabilities: [chat]

routing_rules:
  default_model: gpt-3.5-turbo
  fallback_chain: [openai/gpt-4, anthropic/claude-3-opus, ollama/llama2]
  task_preferences:
    code_generation: [openai/gpt-4, anthropic/claude-3-opus]
    summarization: openai/gpt-3.5-turbo

cost_controls:
  daily_budget: 100.0
  per_request_limit: 1.0
  alert_threshold: 0.8
`);

  test('with its models and prices', () => {
    expect(
      policy.models.map(({ id, maxTokens, price }) => [id, maxTokens, price?.inputUsdPerMTok, price?.outputUsdPerMTok]),
    ).toEqual([
      ['openai/gpt-4', 8192, 30, 30],
      ['openai/gpt-3.5-turbo', 4096, 0.5, 1.5],
      ['anthropic/claude-3-opus', 200_000, 15, 75],
      ['ollama/llama2', 4096, 0, 0],
    ]);
  });

  test('with its endpoint', () => {
    expect(policy.providers).toMatchObject([{ id: 'ollama', baseUrl: 'http://localhost:11434' }]);
  });

  test('with its rules and limits', () => {
    expect(policy.routing.defaultModelId).toBe('openai/gpt-3.5-turbo');
    expect(policy.routing.fallbackChain).toEqual(['openai/gpt-4', 'anthropic/claude-3-opus', 'ollama/llama2']);
    expect(policy.routing.taskPreferences.get('summarization')?.modelIds).toEqual(['openai/gpt-3.5-turbo']);
    expect(policy.costControls).toMatchObject({ dailyBudgetUsd: 100, perRequestLimitUsd: 1, alertThreshold: 0.8 });
  });
});

describe('our own format', () => {
  const policy = policyOf(
    `
providers:
  my-vllm: { dialect: openai, base_url: "http://10.0.0.5:8000/v1", api_key: \${MY_KEY}, local: true,
             timeouts: { connect_ms: 3000, first_token_ms: 15000, idle_ms: 15000, total_ms: 600000 },
             retry: { attempts: 2, base_ms: 250, max_ms: 4000 } }
models:
  my-vllm:
    llama-3.3-70b: { context_window: 131072, max_output_tokens: 8192, capabilities: [code, reasoning], quality: 0.78,
                     price: { input_per_mtok: 0, output_per_mtok: 0 }, tags: [private], prefill: true }
routing_rules:
  default_strategy: balanced
  weights: { cost: 0.48, quality: 0.32, latency: 0.20 }
  chains: { HIGH_QUALITY: [my-vllm/llama-3.3-70b] }
features: { reroute_filtered: true }
`,
    { MY_KEY: '1234' },
  );

  test('loads, with a key from the environment that stays text', () => {
    expect(policy.providers).toMatchObject([
      { id: 'my-vllm', vendorId: null, dialect: 'openai', apiKey: '1234', isLocal: true, retry: { attempts: 2 } },
    ]);
    expect(policy.models).toMatchObject([
      { id: 'my-vllm/llama-3.3-70b', takesPrefill: true, quality: { score: 0.78, source: 'policy' } },
    ]);
    expect(policy.routing.chains).toMatchObject([{ name: 'HIGH_QUALITY', modelIds: ['my-vllm/llama-3.3-70b'] }]);
  });

  test('takes a model without facts', () => {
    expect(policyOf('models: { openai: { gpt-4: } }').models).toMatchObject([{ id: 'openai/gpt-4', price: null }]);
  });
});

describe('variables that are not set', () => {
  test('leave their provider unconfigured', () => {
    const { providers } = policyOf(
      'providers: { mine: { dialect: openai, base_url: "http://${HOST_A_URL}/v1", api_key: ${A_KEY} } }\nmodels: { mine: { a: } }',
    );
    expect(providers[0]).toMatchObject({ baseUrl: null, apiKey: null, missingVariables: ['HOST_A_URL', 'A_KEY'] });
  });

  test('leave it unconfigured if an alias contains them', () => {
    const { providers } = policyOf(
      'providers: { a: { dialect: openai, base_url: "http://a.test", api_key: &key ${A_KEY} }, b: { dialect: openai, base_url: "http://b.test", api_key: *key } }\nmodels: { a: { x: } }',
    );
    expect(providers.map(({ missingVariables }) => missingVariables)).toEqual([['A_KEY'], ['A_KEY']]);
  });
});

describe('variables that a policy may not read', () => {
  const secrets = {
    MY_KEY: 'very-secret',
    MY_URL: 'https://very-secret.test',
    PENSTOCK_ADMIN_KEY: 'very-secret-admin',
    DATABASE_URL: 'postgres://very-secret',
    PATH: '/very-secret',
  };
  const mine = 'dialect: openai, base_url: "http://mine.test"';

  test.each([
    ['a name', `providers: { mine: { ${mine}, display_name: "\${MY_KEY}" } }`, 'providers.mine.display_name'],
    [
      'a name by an alias',
      `providers: { mine: { ${mine}, api_key: &k "\${MY_KEY}", display_name: *k } }`,
      'providers.mine.display_name',
    ],
    [
      'a dialect by an alias',
      `providers: { mine: { base_url: "http://a.test", api_key: &k "\${MY_KEY}", dialect: *k } }`,
      'providers.mine.dialect',
    ],
    [
      'a name by a merge',
      `providers: { mine: { ${mine}, headers: &h { display_name: "\${MY_KEY}" } }, other: { ${mine}, <<: *h } }`,
      'providers.other.display_name',
    ],
    [
      'a default model by an alias',
      `providers: { mine: { ${mine}, api_key: &k "\${MY_KEY}" } }\nrouting_rules: { default_model: *k }`,
      'routing_rules.default_model',
    ],
    [
      'a chain',
      'routing_rules: { chains: { A: { description: "${MY_KEY}", models: [gpt-4] } } }',
      'routing_rules.chains.A.description',
    ],
    ['a budget', 'cost_controls: { daily_budget: "${MY_KEY}" }', 'cost_controls.daily_budget'],
    [
      'an address',
      `providers: { mine: { dialect: openai, base_url: "https://\${MY_KEY}.test" } }`,
      'providers.mine.base_url',
    ],
    [
      "the admin's key",
      `providers: { mine: { ${mine}, api_key: "\${PENSTOCK_ADMIN_KEY}" } }`,
      'providers.mine.api_key',
    ],
    [
      "the admin's key with a default",
      `providers: { mine: { ${mine}, headers: { x: "a\${PENSTOCK_ADMIN_KEY:-b}" } } }`,
      'providers.mine.headers.x',
    ],
    [
      'the database',
      'providers: { mine: { dialect: openai, base_url: "${DATABASE_URL}" } }',
      'providers.mine.base_url',
    ],
    ['any other variable', `providers: { mine: { ${mine}, extra: { a: "\${PATH}" } } }`, 'providers.mine.extra.a'],
  ])('%s is refused once, at its place, without its value', (_, yaml, path) => {
    const issues = issuesOf(`models: { openai: { gpt-4: } }\n${yaml}`, secrets);
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(JSON.stringify(issues)).not.toContain('very-secret');
  });

  test('listed variables may be read, but no variables of Penstock', () => {
    const yaml = (variable: string) =>
      `models: { mine: { a: } }\nproviders: { mine: { ${mine}, api_key: "\${${variable}}" } }`;
    const parse = (variable: string, listedVariables: readonly string[]) =>
      parsePolicy(yaml(variable), { fileName: 'p', environment: secrets, vendors: [], listedVariables }).ok;
    expect(parse('PATH', [])).toBe(false);
    expect(parse('PATH', ['PATH'])).toBe(true);
    expect(parse('DATABASE_URL', ['DATABASE_URL'])).toBe(false);
  });

  test('an address from a variable is shown as written, also for a classic endpoint', () => {
    const { providers } = policyOf(
      `providers: { mine: { dialect: openai, base_url: "\${MY_URL}" } }
models:
  mine: { a: }
  ollama: { b: { endpoint: "http://b.test" }, c: { endpoint: "\${MY_URL}/api/chat" }, d: { endpoint: "\${MY_URL}" } }`,
      secrets,
    );
    expect(providers.map(({ id, baseUrl, writtenBaseUrl }) => [id, baseUrl, writtenBaseUrl])).toEqual([
      ['mine', 'https://very-secret.test', '${MY_URL}'],
      ['ollama', 'http://b.test', null],
      ['ollama@MY_URL', 'https://very-secret.test', '${MY_URL}/api/chat'],
    ]);
  });
});

test('every problem is reported at once, in the order of the file', () => {
  const issues = issuesOf(`
providers:
  mine: { dialect: opnai, base_url: "http://a.test" }
models:
  openai:
    gpt-4: { context_window: many, capabilities: [vison] }
  unknown: { a: }
routing_rules:
  default_model: gpt-5
featurs: {}
`);
  expect(issues.map(({ line, path }) => [line, path])).toEqual([
    [3, 'providers.mine.dialect'],
    [6, 'models.openai.gpt-4.context_window'],
    [6, 'models.openai.gpt-4.capabilities.0'],
    [7, 'models.unknown'],
    [9, 'routing_rules.default_model'],
    [10, 'featurs'],
  ]);
  expect(issues.every(({ fileName }) => fileName === 'policy.yml')).toBe(true);
});

test.each([
  ['', /not empty/],
  ['models: [', /not YAML/],
  ['just words', /Must be a mapping of providers, models/],
])('%j is refused with a reason', (yaml, reason) => {
  const issues = issuesOf(yaml);
  expect(issues[0]?.message).toMatch(reason);
  expect(issues[0]?.line).toBeGreaterThan(0);
});
