// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import { strategies } from '../strategy.ts';
import { issuesOf } from '../testing/parse.ts';

/** The only issue of a policy with this model entry. */
function issueOfModel(entry: string) {
  const issues = issuesOf(`models:\n  openai:\n    gpt-4: { ${entry} }\n`);
  expect(issues).toHaveLength(1);
  return issues[0];
}

describe('an invalid value is explained in a plain sentence', () => {
  test.each([
    ['context_window: many', 'context_window', "Must be a whole number, not 'many'."],
    ['context_window: 1.5', 'context_window', 'Must be a whole number, not 1.5.'],
    ['context_window: 0', 'context_window', 'Must be above 0, not 0.'],
    ['context_window: [1]', 'context_window', 'Must be a whole number, not a list.'],
    ['quality: 1.5', 'quality', 'Must be at most 1, not 1.5.'],
    ['quality: -1', 'quality', 'Must be at least 0, not -1.'],
    ['active: maybe', 'active', "Must be true or false, not 'maybe'."],
    ['active: ', 'active', 'Must be true or false, not empty.'],
    ['released: yesterday', 'released', "Must be a date, as 2025-08-07, not 'yesterday'."],
    ['endpoint: localhost', 'endpoint', 'Must be an http:// or https:// address, as http://10.0.0.5:8000/v1.'],
    ['display_name: ""', 'display_name', 'Must not be empty.'],
    ['deployments: []', 'deployments', 'Must have at least 1 entry.'],
    ['price: { input_per_mtok: 1 }', 'price.output_per_mtok', "'output_per_mtok' is missing: it must be a number."],
    ['latency: 5', 'latency', 'Must be a mapping of first_token_ms, tokens_per_second, not 5.'],
    ['tags: { a: 1 }', 'tags', 'Must be a list, not a mapping.'],
    ['capabilities: [5]', 'capabilities.0', 'Must be text, not 5.'],
    ['cache: { ttl_s: 500 }', 'cache.ttl_s', 'Must be 300 or 3600, not 500.'],
    [
      'quality: [0.5]',
      'quality',
      'Must be a number or a mapping of arena or a mapping of benchmark or a mapping of estimate, not a list.',
    ],
  ])('%s', (entry, path, message) => {
    expect(issueOfModel(entry)).toMatchObject({ path: `models.openai.gpt-4.${path}`, message });
  });

  test('in a union, the intended branch is explained', () => {
    expect(issueOfModel('cost_per_1k_tokens: { input: x, output: 1 }')).toMatchObject({
      path: 'models.openai.gpt-4.cost_per_1k_tokens.input',
      message: "Must be a number, not 'x'.",
    });
    expect(issueOfModel('quality: { arenas: 1300 }')).toMatchObject({ allowed: ['arena', 'benchmark', 'estimate'] });
  });

  test.each([
    ['{ after: p99 }', 'features.hedging.after', "Must be one of the allowed values, not 'p99'."],
    ['true', 'features.hedging', 'Must be false or a mapping of after, after_ms, not true.'],
    ['soon', 'features.hedging', "Must be false or a mapping of after, after_ms, not 'soon'."],
  ])('a switch with settings is explained: %s', (hedging, path, message) => {
    const issues = issuesOf(`models: { openai: { a: } }\nfeatures: { hedging: ${hedging} }`);
    expect(issues).toMatchObject([{ path, message }]);
  });

  test('an unknown key gets a list of the known keys and the most similar one', () => {
    const issue = issueOfModel('contxt_window: 5');
    expect(issue).toMatchObject({
      path: 'models.openai.gpt-4.contxt_window',
      line: 3,
      column: 14,
      message: "The key 'contxt_window' is not known here.",
      suggestion: 'context_window',
    });
    expect(issue?.allowed).toContain('max_tokens');
  });

  test('a value outside a set gets a list of the set, without upper and lower case duplicates', () => {
    const issues = issuesOf('models: { openai: { a: } }\nrouting_rules: { default_strategy: balancing }');
    expect(issues[0]).toMatchObject({ message: "Must be one of the allowed values, not 'balancing'." });
    expect(issues[0]?.allowed).toEqual(strategies.map((name) => name.toLowerCase()));
  });
});

describe('a secret is never repeated', () => {
  test.each([
    ['in its place, with the wrong form', 'api_key: [sk-very-secret]', {}],
    ['in a header', 'headers: { authorization: { x: sk-very-secret } }', {}],
    ['in the wrong place', 'dialect: sk-very-secret', {}],
    ['from the environment in the wrong place', 'dialect: ${KEY}', { KEY: 'very-secret' }],
    ['in an address', 'base_url: "very-secret@nowhere"', {}],
    ['in an unknown key', 'apikey: sk-very-secret', {}],
  ])('%s', (_, entry, environment) => {
    const issues = issuesOf(`providers:\n  openai: { ${entry} }\nmodels: { openai: { a: } }\n`, environment);
    expect(issues.length).toBeGreaterThan(0);
    expect(JSON.stringify(issues)).not.toContain('very-secret');
  });
});
