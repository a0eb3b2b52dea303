// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { describe, expect, test } from 'vitest';
import { knownVendor } from '../policy/known-vendor.ts';
import type { ProviderEntry } from '../policy/schema/provider-entry.ts';
import { buildVendor, someVendors } from '../policy/testing/build-vendor.ts';
import { toProviderPolicy } from '../policy/translate/to-provider-policy.ts';
import type { VendorFacts } from '../policy/vendor-facts.ts';
import { type Environment, resolveProvider } from './resolve-provider.ts';

const sandbox = { baseUrl: (dialect: string) => `http://127.0.0.1:1/${dialect}` };

function resolve(
  id: string,
  entry: ProviderEntry = {},
  environment: Environment = {},
  vendors: readonly VendorFacts[] = someVendors,
  missingVariables: readonly string[] = [],
) {
  const policy = toProviderPolicy(id, entry, vendors, { missingVariables });
  const vendor = knownVendor(policy.vendorId ?? id, vendors);
  return resolveProvider({ policy, vendor, environment, sandbox });
}

describe('the settings of a provider', () => {
  test.each([
    ['a key', 'openai', {}, {}, 'set OPENAI_API_KEY'],
    ['a key that is not empty', 'openai', {}, { OPENAI_API_KEY: ' ' }, 'set OPENAI_API_KEY'],
    ['nothing more with its key', 'openai', {}, { OPENAI_API_KEY: 'k' }, null],
    ['nothing more with a key in the policy', 'openai', { api_key: 'k' }, {}, null],
    ['key and address', 'azure', {}, {}, 'set AZURE_OPENAI_API_KEY and AZURE_OPENAI_ENDPOINT'],
    ['the rest', 'azure', {}, { AZURE_OPENAI_API_KEY: 'k' }, 'set AZURE_OPENAI_ENDPOINT'],
    ['the address of a local server', 'ollama', {}, {}, 'set OLLAMA_BASE_URL, as http://localhost:11434'],
    ['nothing more with the address', 'ollama', {}, { OLLAMA_BASE_URL: 'http://h:1' }, null],
    [
      'an address that is one',
      'openai',
      {},
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'h:1' },
      'set OPENAI_BASE_URL to an http:// or https:// address',
    ],
    ['nothing, standing alone', 'mine', { dialect: 'openai', base_url: 'http://a.test' }, {}, null],
    ['an address, standing alone', 'my-vllm', { dialect: 'openai' }, {}, 'set MY_VLLM_BASE_URL'],
    ["its own key before its vendor's", 'openai-eu', { vendor: 'openai' }, {}, 'set OPENAI_EU_API_KEY'],
    ["or its vendor's", 'openai-eu', { vendor: 'openai' }, { OPENAI_API_KEY: 'k' }, null],
  ] as const)('%s (%s)', (_, id, entry, environment, setupHint) => {
    expect(resolve(id, entry, environment)).toMatchObject({ setupHint, isConfigured: setupHint === null });
  });

  test('the unset variables that the policy names', () => {
    expect(resolve('openai', { api_key: null }, {}, someVendors, ['A', 'B']).setupHint).toBe('set A and B');
  });

  test('the required variables of a vendor', () => {
    const vendor = buildVendor('cloud', {
      environment: { apiKey: 'K', baseUrl: null, extra: { region: 'R' }, required: { region: 'R' } },
    });
    expect(resolve('cloud', {}, { K: 'k' }, [vendor]).setupHint).toBe('set R');
    expect(resolve('cloud', {}, { K: 'k', R: 'eu' }, [vendor])).toMatchObject({
      setupHint: null,
      settings: { extra: { region: 'eu' } },
    });
    expect(resolve('cloud', { region: 'us' }, { K: 'k', R: 'eu' }, [vendor]).settings.extra).toEqual({ region: 'us' });
  });
});

test('a key, or all members of its replacement', () => {
  const vendor = buildVendor('cloud', {
    needsKey: true,
    environment: { apiKey: 'K', baseUrl: null, extra: { id: 'I', secret: 'S' }, insteadOfKey: ['id', 'secret'] },
  });
  expect(resolve('cloud', {}, {}, [vendor]).setupHint).toBe('set K (or I and S)');
  expect(resolve('cloud', {}, { I: 'i' }, [vendor]).setupHint).toBe('set K (or I and S)');
  expect(resolve('cloud', {}, { I: 'i', S: 's' }, [vendor]).setupHint).toBeNull();
  expect(resolve('cloud', {}, { K: 'k' }, [vendor]).setupHint).toBeNull();
});

describe('the address of a provider', () => {
  test("at its vendor's address, which its adapter knows", () => {
    const { baseUrl, settings, vendorId } = resolve('openai', {}, { OPENAI_API_KEY: 'k' });
    expect([baseUrl, settings.baseUrl, vendorId]).toEqual(['https://api.openai.test/v1', null, 'openai']);
  });

  test('the policy comes before the environment, the environment before the vendor', () => {
    const environment = { OPENAI_API_KEY: 'from-environment', OPENAI_BASE_URL: 'http://environment.test' };
    expect(resolve('openai', {}, environment).settings).toMatchObject({
      apiKey: 'from-environment',
      baseUrl: 'http://environment.test',
    });
    const entry = { api_key: 'from-policy', base_url: 'http://policy.test' };
    expect(resolve('openai', entry, environment).settings).toMatchObject({
      apiKey: 'from-policy',
      baseUrl: 'http://policy.test',
    });
  });

  test("a dialect other than its vendor's has no usual address and no vendor adapter", () => {
    expect(resolve('ollama', { dialect: 'openai' })).toMatchObject({ vendorId: null, baseUrl: null, isLocal: true });
  });

  test("the sandbox has the simulator's address, in its dialect", () => {
    const entry = { dialect: 'anthropic', sandbox: true } as const;
    expect(resolve('sandbox', entry)).toMatchObject({
      isSandbox: true,
      vendorId: null,
      baseUrl: 'http://127.0.0.1:1/anthropic',
      settings: { baseUrl: 'http://127.0.0.1:1/anthropic' },
    });
    const policy = toProviderPolicy('sandbox', entry, []);
    expect(resolveProvider({ policy, vendor: null, environment: {}, sandbox: null })).toMatchObject({
      isConfigured: false,
      setupHint: 'the sandbox is not running',
    });
  });
});

test('the other settings come from the policy', () => {
  const entry = {
    display_name: 'Ours',
    local: true,
    headers: { a: 'b' },
    timeouts: { connect_ms: 9 },
    retry: { attempts: 1 },
    max_connections: 4,
  };
  expect(resolve('openai', entry, { OPENAI_ORGANIZATION: 'org' })).toMatchObject({
    displayName: 'Ours',
    isLocal: true,
    timeouts: { connectMs: 9 },
    retry: { attempts: 1 },
    settings: { headers: { a: 'b' }, connectTimeoutMs: 9, maxConnections: 4, extra: { organization: 'org' } },
  });
});

describe('the address that is shown', () => {
  const secret = 'https://user:very-secret@a.test:8443/v1?key=very-secret#very-secret';

  test.each([
    ['of the policy', resolve('mine', { dialect: 'openai', base_url: secret })],
    ['of the environment', resolve('openai', {}, { OPENAI_BASE_URL: secret, OPENAI_API_KEY: 'k' })],
  ])('%s is without user, password and query, and the called address keeps them', (_, provider) => {
    expect(provider.baseUrl).toBe('https://a.test:8443/v1');
    expect(provider.settings.baseUrl).toBe(secret);
  });

  test("is the policy's text for an address from a variable", () => {
    const entry = { dialect: 'openai', base_url: 'http://inner.test/token' } as const;
    const policy = toProviderPolicy('mine', entry, [], { writtenBaseUrl: '${MY_URL}' });
    const provider = resolveProvider({ policy, vendor: null, environment: {}, sandbox: null });
    expect(provider).toMatchObject({
      baseUrl: '${MY_URL}',
      settings: { baseUrl: 'http://inner.test/token' },
      isConfigured: true,
    });
  });
});
