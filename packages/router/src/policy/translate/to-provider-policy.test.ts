import { expect, test } from 'vitest';
import { someVendors } from '../testing/build-vendor.ts';
import { toProviderPolicy } from './to-provider-policy.ts';

test('an empty entry has every default', () => {
  expect(toProviderPolicy('openai', {}, someVendors)).toEqual({
    id: 'openai',
    vendorId: 'openai',
    displayName: null,
    dialect: null,
    baseUrl: null,
    writtenBaseUrl: null,
    apiKey: null,
    isLocal: null,
    isSandbox: false,
    headers: {},
    isUnstreamed: false,
    takesStreamOptions: true,
    extra: {},
    prefersStatedCost: null,
    timeouts: {
      connectMs: 3000,
      firstTokenMs: 10_000,
      thinkingFirstTokenMs: 120_000,
      idleMs: 15_000,
      aliveMs: 300_000,
      totalMs: 600_000,
    },
    retry: { attempts: 3, baseMs: 250, maxMs: 4000, waitForRetryAfterMs: 1000 },
    maxConnections: 4_096,
    fetchesImages: null,
    numCtx: null,
    maxNumCtx: null,
    api: 'chat_completions',
    extraBody: null,
    missingVariables: [],
  });
});

test('every stated value is kept', () => {
  const entry = {
    vendor: 'openai',
    display_name: 'Ours',
    dialect: 'openai' as const,
    api: 'responses' as const,
    base_url: 'https://a.test/v1//',
    api_key: 'key',
    local: true,
    unstreamed: true,
    stream_options: false,
    headers: { 'x-team': 'a' },
    organization: 'org',
    api_version: '2025-01-01',
    region: 'eu',
    extra: { project: 'p' },
    prefer_stated_cost: true,
    timeouts: { connect_ms: 1, first_token_ms: 2, thinking_first_token_ms: 3, idle_ms: 4, alive_ms: 9, total_ms: 5 },
    retry: { attempts: 1, base_ms: 6, max_ms: 7, wait_for_retry_after_ms: 0 },
    max_connections: 8,
    fetch_images: false,
    num_ctx: 4_096,
    max_num_ctx: 8_192,
    extra_body: { top_k: 1 },
  };
  expect(toProviderPolicy('mine', entry, someVendors, { missingVariables: ['X'], writtenBaseUrl: 'w' })).toEqual({
    id: 'mine',
    vendorId: 'openai',
    displayName: 'Ours',
    dialect: 'openai',
    api: 'responses',
    baseUrl: 'https://a.test/v1',
    writtenBaseUrl: 'w',
    apiKey: 'key',
    isLocal: true,
    isSandbox: false,
    isUnstreamed: true,
    takesStreamOptions: false,
    headers: { 'x-team': 'a' },
    extra: { organization: 'org', apiVersion: '2025-01-01', region: 'eu', project: 'p' },
    prefersStatedCost: true,
    timeouts: { connectMs: 1, firstTokenMs: 2, thinkingFirstTokenMs: 3, idleMs: 4, aliveMs: 9, totalMs: 5 },
    retry: { attempts: 1, baseMs: 6, maxMs: 7, waitForRetryAfterMs: 0 },
    maxConnections: 8,
    fetchesImages: false,
    numCtx: 4_096,
    maxNumCtx: 8_192,
    extraBody: { top_k: 1 },
    missingVariables: ['X'],
  });
});

test('a local provider gets minutes for its first token, because it loads the model', () => {
  const { timeouts } = toProviderPolicy('mine', { local: true }, someVendors);
  expect(timeouts).toMatchObject({ firstTokenMs: 300_000, thinkingFirstTokenMs: 300_000, idleMs: 15_000 });
});

test.each([
  [{ max_ms: 100 }, { baseMs: 100, maxMs: 100 }],
  [{ base_ms: 9000 }, { baseMs: 9000, maxMs: 9000 }],
])('with retry %j the default of the other limit adapts', (retry, expected) => {
  expect(toProviderPolicy('openai', { retry }, someVendors).retry).toMatchObject(expected);
});
