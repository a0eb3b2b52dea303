import { readFileSync } from 'node:fs';
import { vendors } from '@penstock/providers';
import { describe, expect, test } from 'vitest';
import { buildCatalog } from '../catalog/build-catalog.ts';
import { searchModels } from '../catalog/search-models.ts';
import { findCapability } from './capability-names.ts';
import { parsePolicy } from './parse-policy.ts';
import { formatPolicyIssue } from './policy-issue.ts';

const text = readFileSync(new URL('fixtures/seeds-policy.yml', import.meta.url), 'utf8');

function readSeeds() {
  const parsed = parsePolicy(text, { fileName: 'seeds-policy.yml', environment: {}, vendors: Object.values(vendors) });
  if (!parsed.ok) throw new Error(parsed.issues.map(formatPolicyIssue).join('\n'));
  return parsed.policy;
}

describe("the seeds' example policy, unchanged", () => {
  const policy = readSeeds();
  const catalog = buildCatalog({
    policy,
    vendors: Object.values(vendors),
    overrides: [],
    environment: { OPENAI_API_KEY: 'key' },
    sandbox: null,
    nowMs: Date.parse('2026-11-21T12:00:00Z'),
  });

  test('loads, with only its models', () => {
    expect(catalog.models.map(({ id, isConfigured }) => [id, isConfigured])).toEqual([
      ['openai/gpt-3.5-turbo', true],
      ['openai/gpt-4', true],
      ['ollama/llama2', true],
    ]);
  });

  test('has its values', () => {
    expect(catalog.find('openai/gpt-4')).toMatchObject({
      price: { input: { usdPerMTok: 30 }, output: { usdPerMTok: 30 }, source: 'policy' },
      useCases: ['complex_analysis', 'detailed_responses', 'critical_tasks'],
    });
    expect(catalog.find('ollama/llama2')).toMatchObject({ contextWindow: 4096, isLocal: true });
    expect(catalog.findProvider('ollama')?.baseUrl).toBe('http://localhost:11434');
    expect(policy.routing.defaultModelId).toBe('openai/gpt-3.5-turbo');
    expect(policy.routing.fallbackChain).toEqual(['openai/gpt-3.5-turbo', 'openai/gpt-4', 'ollama/llama2']);
    expect(policy.routing.taskPreferences.get('generic_processing')?.modelIds).toEqual([
      'openai/gpt-3.5-turbo',
      'ollama/llama2',
    ]);
    expect(policy.costControls).toMatchObject({ dailyBudgetUsd: 100, perRequestLimitUsd: 1, alertThreshold: 0.8 });
  });

  test("keeps the built-in catalog's facts if it states none", () => {
    expect(catalog.find('openai/gpt-4')).toMatchObject({
      displayName: 'GPT-4',
      contextWindow: 8192,
      maxOutputTokens: 8192,
      quality: { source: 'arena' },
      tags: ['classic'],
      expectedLatency: { firstTokenMs: 900, tokensPerSecond: 30 },
      releasedAt: '2023-03-14',
    });
    expect(catalog.find('openai/gpt-3.5-turbo')).toMatchObject({ contextWindow: 16_385, maxOutputTokens: 4096 });
    expect([...(catalog.find('openai/gpt-4')?.capabilities ?? [])]).toEqual([
      'text',
      'complex_reasoning',
      'analysis',
      'function_calling',
      'reasoning',
    ]);
  });

  test.each([
    ['chat', ['openai/gpt-3.5-turbo', 'openai/gpt-4', 'ollama/llama2']],
    ['text', ['openai/gpt-3.5-turbo', 'openai/gpt-4', 'ollama/llama2']],
    ['complex_reasoning', ['openai/gpt-4']],
    ['Complex Reasoning', ['openai/gpt-4']],
    ['reasoning', ['openai/gpt-3.5-turbo', 'openai/gpt-4']],
    ['analysis', ['openai/gpt-4']],
    ['vision', []],
  ])('a request may name its word %s', (word, expected) => {
    const capability = findCapability(word, catalog);
    const found = capability === null ? null : searchModels(catalog.models, { capabilities: [capability] });
    expect(found?.map(({ id }) => id)).toEqual(expected);
  });
});
