// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import { policyOf } from '../testing/parse.ts';

describe('an endpoint of the classic format', () => {
  test('becomes the address of its provider, without the path of the call', () => {
    const { providers, models } = policyOf(`
models:
  openai:
    gpt-4: { endpoint: "https://gateway.test/v1/chat/completions" }
    gpt-4o: { endpoint: "https://gateway.test/v1/" }
`);
    expect(providers).toMatchObject([{ id: 'openai', vendorId: 'openai', baseUrl: 'https://gateway.test/v1' }]);
    expect(models.map(({ deployments }) => deployments)).toEqual([null, null]);
  });

  test.each(['http://a.test/api/chat', 'http://a.test/api/generate', 'http://a.test/messages', 'http://a.test'])(
    '%s is at http://a.test',
    (endpoint) => {
      const { providers } = policyOf(`models: { ollama: { llama2: { endpoint: "${endpoint}" } } }`);
      expect(providers[0]?.baseUrl).toBe('http://a.test');
    },
  );

  test("that differs from its provider's gives the model a separate provider", () => {
    const { providers, models } = policyOf(`
providers: { ollama: { timeouts: { idle_ms: 7 } } }
models:
  ollama:
    llama2: { endpoint: "http://a.test:11434" }
    codellama: { endpoint: "http://b.test:11434", upstream_name: "codellama:34b" }
`);
    expect(providers.map(({ id, vendorId, baseUrl }) => [id, vendorId, baseUrl])).toEqual([
      ['ollama', 'ollama', 'http://a.test:11434'],
      ['ollama@b.test:11434', 'ollama', 'http://b.test:11434'],
    ]);
    expect(providers[1]?.timeouts.idleMs).toBe(7);
    expect(models[1]).toMatchObject({
      id: 'ollama/codellama',
      providerId: 'ollama',
      deployments: [{ id: 'default', providerId: 'ollama@b.test:11434', upstreamName: 'codellama:34b', weight: 1 }],
    });
  });

  test('that differs only by its path is another address', () => {
    const { providers, models } = policyOf(`
models:
  ollama:
    a: { endpoint: "http://a.test/one" }
    b: { endpoint: "http://a.test/two" }
    c: { endpoint: "http://a.test/three" }
`);
    expect(providers.map(({ id, baseUrl }) => [id, baseUrl])).toEqual([
      ['ollama', 'http://a.test/one'],
      ['ollama@a.test', 'http://a.test/two'],
      ['ollama@a.test-2', 'http://a.test/three'],
    ]);
    expect(models[2]?.deployments?.[0]?.providerId).toBe('ollama@a.test-2');
  });

  test("does not replace the provider's own address", () => {
    const { providers } = policyOf(`
providers: { openai: { base_url: "http://said.test" } }
models: { openai: { gpt-4: { endpoint: "http://said.test" } } }
`);
    expect(providers.map(({ baseUrl }) => baseUrl)).toEqual(['http://said.test']);
  });
});
