// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import { issuesOf } from '../testing/parse.ts';

const models = 'models: { openai: { gpt-4: } }';

describe('providers', () => {
  test.each([
    ['an own one with dialect and address', '{ mine: { dialect: openai, base_url: "http://a.test" } }'],
    [
      'an own one whose address comes from a variable that is not set',
      '{ mine: { dialect: openai, base_url: ${X_URL} } }',
    ],
    ['a vendor by its name', '{ openai: { retry: { attempts: 1 } } }'],
    ['a vendor under another name', '{ openai-eu: { vendor: openai } }'],
    ['the sandbox, whose address is known at start', '{ sandbox: { dialect: openai, sandbox: true } }'],
    ['an empty entry', '{ ollama: }'],
  ])('%s is right', (_, providers) => {
    expect(issuesOf(`providers: ${providers}\n${models}`)).toEqual([]);
  });

  test.each([
    ['{ mine: { base_url: "http://a.test" } }', 'providers.mine', /needs a dialect/],
    ['{ mine: { dialect: openai } }', 'providers.mine', /needs a base_url/],
    ['{ mine: { vendor: opnai } }', 'providers.mine.vendor', /no built-in provider 'opnai'/],
    ['{ a/b: { vendor: openai } }', 'providers.a/b', /must not contain a '\/'/],
    ['{ vertex: { unstreamed: true } }', 'providers.vertex.unstreamed', /always called with streaming/],
    ['{ anthropic: { api: responses } }', 'providers.anthropic.api', /speaks anthropic/],
    ['{ openai: { retry: { base_ms: 500, max_ms: 100 } } }', 'providers.openai.retry.max_ms', /at least base_ms/],
  ])('%s is wrong', (providers, path, message) => {
    const issues = issuesOf(`providers: ${providers}\n${models}`);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.path).toBe(path);
    expect(issues[0]?.message).toMatch(message);
  });

  test('a mistyped vendor is found', () => {
    expect(issuesOf(`providers: { opennai: { retry: { attempts: 1 } } }\n${models}`)[0]?.suggestion).toBe('openai');
  });
});

describe('models belong to a provider', () => {
  test('an unknown provider is reported with the known providers', () => {
    const [issue] = issuesOf('models:\n  mistal:\n    large: {}\n');
    expect(issue).toMatchObject({ line: 2, column: 3, path: 'models.mistal', suggestion: 'mistral' });
    expect(issue?.allowed).toContain('openai');
  });

  test.each(['azure_openai', 'hugging_face'])('%s is known by that name too', (id) => {
    expect(issuesOf(`models: { ${id}: { a: } }`)).toEqual([]);
  });

  test('deployments belong to a provider too, and their ids differ', () => {
    const deployments = '[{ id: a, provider: opnai }, { id: b, provider: azure }, { id: b }]';
    const issues = issuesOf(`models: { openai: { gpt-4: { deployments: ${deployments} } } }`);
    expect(issues.map(({ path }) => path)).toEqual([
      'models.openai.gpt-4.deployments.0.provider',
      'models.openai.gpt-4.deployments.2.id',
    ]);
  });
});

test('the default provider must be a provider of the policy', () => {
  const issues = (id: string) => issuesOf(`models: { openai: { a: } }\nrouting_rules: { default_provider: ${id} }`);
  expect(issues('openai')).toEqual([]);
  expect(issues('anthropic')).toEqual([]);
  expect(issues('opnai')).toMatchObject([{ path: 'routing_rules.default_provider', suggestion: 'openai' }]);
});
