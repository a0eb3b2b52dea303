import { expect, test } from 'vitest';
import { modelNames } from '../model-names.ts';
import { toRoutingPolicy } from './to-routing-policy.ts';

const names = modelNames(['openai/gpt-4', 'anthropic/claude-3-opus']);

test('missing rules have all defaults', () => {
  expect(toRoutingPolicy({}, names)).toEqual({
    defaultStrategy: 'BALANCED',
    weights: { cost: 0.48, quality: 0.32, latency: 0.2 },
    enableFallback: true,
    preferLocal: false,
    defaultProvider: null,
    maxLatencyMs: null,
    defaultModelId: null,
    fallbackChain: [],
    minQuality: 0.6,
    chains: [],
    taskPreferences: new Map(),
  });
});

test('models are named by their ids, and chains are replaced by their models', () => {
  const policy = toRoutingPolicy(
    {
      default_strategy: 'COST_OPTIMIZED',
      weights: { cost: 1, quality: 2, latency: 3 },
      enable_fallback: false,
      prefer_local: true,
      default_provider: 'openai',
      max_latency_ms: 5000,
      default_model: 'gpt-4',
      fallback_chain: 'BEST',
      chains: { BEST: { description: 'The best.', models: ['claude-3-opus', 'gpt-4'] }, FAST: ['gpt-4'] },
      task_preferences: {
        code: 'BEST',
        chat: 'gpt-4',
        math: ['claude-3-opus'],
        poems: { chain: 'FAST', strategy: 'latency_optimized' },
        tests: { models: ['gpt-4'] },
      },
    },
    names,
  );
  const best = ['anthropic/claude-3-opus', 'openai/gpt-4'];
  expect(policy).toMatchObject({
    defaultStrategy: 'COST_OPTIMIZED',
    weights: { cost: 1, quality: 2, latency: 3 },
    enableFallback: false,
    preferLocal: true,
    defaultProvider: 'openai',
    maxLatencyMs: 5000,
    defaultModelId: 'openai/gpt-4',
    fallbackChain: best,
    chains: [
      { name: 'BEST', description: 'The best.', modelIds: best },
      { name: 'FAST', description: null, modelIds: ['openai/gpt-4'] },
    ],
  });
  expect([...policy.taskPreferences.values()]).toEqual([
    { taskType: 'code', chain: 'BEST', modelIds: best, strategy: null },
    { taskType: 'chat', chain: null, modelIds: ['openai/gpt-4'], strategy: null },
    { taskType: 'math', chain: null, modelIds: ['anthropic/claude-3-opus'], strategy: null },
    { taskType: 'poems', chain: 'FAST', modelIds: ['openai/gpt-4'], strategy: 'LATENCY_OPTIMIZED' },
    { taskType: 'tests', chain: null, modelIds: ['openai/gpt-4'], strategy: null },
  ]);
});
