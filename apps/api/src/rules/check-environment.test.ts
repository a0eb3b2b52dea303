import { vendors } from '@penstock/providers';
import { parsePolicy } from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { checkEnvironment } from './check-environment.ts';

const yaml = `
providers:
  my-vllm: { dialect: openai, base_url: "http://a.test" }
  eu: { vendor: openai }
  sandbox: { dialect: openai, sandbox: true }
models: { my-vllm: { a: }, openai: { gpt-4: } }
`;
const parsed = parsePolicy(yaml, { fileName: 'p', environment: {}, vendors: Object.values(vendors) });

function check(environment: Record<string, string>, defaultProvider: string | null = null): void {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const routing = { defaultProvider, strategy: null, enableFallback: null, preferLocal: null, maxLatencyMs: null };
  checkEnvironment(parsed.policy, { environment, routing });
}

describe('the environment with a policy', () => {
  it.each([null, 'openai', 'my-vllm', 'eu', 'sandbox', 'groq'])('may set %s as the default provider', (id) => {
    expect(() => check({}, id)).not.toThrow();
  });

  it('suggests the nearest id for an unknown default provider', () => {
    expect(() => check({}, 'opnai')).toThrow(
      /^LLM_DEFAULT_PROVIDER 'opnai' is not valid: it must be a provider's id\. Did you mean 'openai'\? Known: my-vllm, eu, /,
    );
  });

  it("reports a wrong address of the policy's own provider, without its value", () => {
    expect(() => check({ EU_BASE_URL: 'me:hunter2@host' })).toThrow(/^EU_BASE_URL is not valid: it must be an http/);
    expect(() => check({ EU_BASE_URL: 'me:hunter2@host' })).not.toThrow(/hunter2/);
  });

  it('ignores variables that no provider reads', () => {
    expect(() => check({ MY_VLLM_BASE_URL: 'x', SANDBOX_BASE_URL: 'x', APP_BASE_URL: '/app' })).not.toThrow();
  });

  it('reports all errors at once, one per line', () => {
    expect(() => check({ EU_BASE_URL: 'x', OPENAI_BASE_URL: 'y' }, 'z')).toThrow(/^EU_.*\nOPENAI_.*\nLLM_.*$/);
  });
});
