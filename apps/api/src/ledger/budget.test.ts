import { describe, expect, it } from 'vitest';
import { sampleBudget } from '../testing/sample-budget.ts';
import { bindsCallee, bindsPayer, windowEndMs, windowStartMs } from './budget.ts';

const at = Date.parse('2026-12-31T23:59:59.999Z');

describe('a window', () => {
  it.each([
    ['DAY', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['MONTH', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ] as const)('%s of UTC begins at %s and ends at %s', (window, start, end) => {
    const startMs = windowStartMs(window, at);
    expect(new Date(startMs).toISOString()).toBe(start);
    expect(new Date(windowEndMs(window, startMs) ?? 0).toISOString()).toBe(end);
  });

  it('TOTAL is the same at every moment and has no end', () => {
    expect(windowStartMs('TOTAL', at)).toBe(0);
    expect(windowEndMs('TOTAL', 0)).toBeNull();
  });
});

describe('a budget', () => {
  const payer = { workspaceId: 'blue', apiKeyId: 'key-1' };
  const callee = { modelId: 'openai/gpt-4o', deployments: [{ providerId: 'openai' }] };

  it.each([
    [{}, true],
    [{ workspaceId: 'blue' }, true],
    [{ workspaceId: 'red' }, false],
    [{ apiKeyId: 'key-1' }, true],
    [{ workspaceId: 'blue', apiKeyId: 'key-2' }, false],
  ])('for %j binds the payer: %s', (scope, binds) => {
    expect(bindsPayer(sampleBudget(scope), payer)).toBe(binds);
  });

  it.each([
    [{}, true],
    [{ modelId: 'openai/gpt-4o' }, true],
    [{ modelId: 'openai/gpt-4' }, false],
    [{ providerId: 'openai' }, true],
    [{ providerId: 'mistral' }, false],
  ])('for %j binds the model: %s', (scope, binds) => {
    expect(bindsCallee(sampleBudget(scope), callee)).toBe(binds);
  });

  it.each([
    ['openai', true],
    ['azure-east', true],
    ['azure-west', false],
  ])('for %s binds a model that may be served by openai or azure-east: %s', (providerId, binds) => {
    const deployments = [{ providerId: 'openai' }, { providerId: 'azure-east' }];
    expect(bindsCallee(sampleBudget({ providerId }), { ...callee, deployments })).toBe(binds);
  });
});
