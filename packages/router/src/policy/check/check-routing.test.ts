import { describe, expect, test } from 'vitest';
import { issuesOf } from '../testing/parse.ts';

const models = 'models: { openai: { gpt-4: , gpt-4o: }, anthropic: { claude-3-opus: } }';

function issuesOfRules(rules: string) {
  return issuesOf(`${models}\nrouting_rules: ${rules}`);
}

describe('routing rules name only existing models and chains', () => {
  test.each([
    '{ default_model: openai/gpt-4 }',
    '{ default_model: gpt-4 }',
    '{ fallback_chain: [gpt-4, anthropic/claude-3-opus] }',
    '{ chains: { A: [gpt-4] }, fallback_chain: A }',
    '{ chains: { A: { description: x, models: [gpt-4] } }, task_preferences: { code: A, chat: [gpt-4o], math: gpt-4 } }',
    '{ chains: { A: [gpt-4] }, task_preferences: { code: { chain: A, strategy: balanced }, chat: { models: [gpt-4] } } }',
  ])('%s is right', (rules) => {
    expect(issuesOfRules(rules)).toEqual([]);
  });

  test.each([
    ['{ default_model: openai/gpt4 }', 'default_model', 'openai/gpt-4'],
    ['{ default_model: gpt4o }', 'default_model', 'openai/gpt-4o'],
    ['{ fallback_chain: [gpt-4, claude-3-opsu] }', 'fallback_chain.1', 'anthropic/claude-3-opus'],
    ['{ chains: { QUALITY: [gpt-4] }, fallback_chain: QUALTY }', 'fallback_chain', 'QUALITY'],
    ['{ chains: { A: [gpt-4, nothing] } }', 'chains.A.1', null],
    ['{ chains: { A: { models: [gpt-44o] } } }', 'chains.A.models.0', 'openai/gpt-4o'],
    ['{ task_preferences: { code: [xyz] } }', 'task_preferences.code.0', null],
    ['{ task_preferences: { code: openai/gpt-5 } }', 'task_preferences.code', 'openai/gpt-4'],
    [
      '{ chains: { QUALITY: [gpt-4] }, task_preferences: { code: { chain: QALITY } } }',
      'task_preferences.code.chain',
      'QUALITY',
    ],
    ['{ task_preferences: { code: { models: [xyz] } } }', 'task_preferences.code.models.0', null],
  ])('%s is wrong', (rules, path, suggestion) => {
    const issues = issuesOfRules(rules);
    expect(issues).toMatchObject([{ path: `routing_rules.${path}`, suggestion }]);
    expect(issues[0]?.allowed.length).toBeGreaterThan(0);
  });

  test('weights must not all be 0', () => {
    expect(issuesOfRules('{ weights: { cost: 0, quality: 0, latency: 0 } }')[0]?.message).toBe(
      'One of the weights must be above 0.',
    );
  });

  test('a model or a chain with its own error is not also reported as unknown', () => {
    const issues = issuesOf(
      'models: { openai: { gpt-4: 5 } }\nrouting_rules: { default_model: gpt-4, chains: { A: [] }, fallback_chain: A }',
    );
    expect(issues.map(({ path }) => path)).toEqual(['models.openai.gpt-4', 'routing_rules.chains.A']);
  });
});
