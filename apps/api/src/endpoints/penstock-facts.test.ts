import { expect, test } from 'vitest';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { memberNames, toPenstockFacts } from './penstock-facts.ts';

const nameOf = memberNames({ maxOutputTokens: 'max_output_tokens', 'reasoning.effort': 'reasoning.effort' });

test('settings have their names in the protocol', () => {
  expect(['maxOutputTokens', 'parallelToolCalls', 'messages.2.parts.0', 'top_k'].map(nameOf)).toEqual([
    'max_output_tokens',
    'parallel_tool_calls',
    'messages.2.parts.0',
    'top_k',
  ]);
});

test('warnings name the member as the caller wrote it', () => {
  const warnings = [{ path: 'topK', action: 'dropped' as const, message: "'topK' was left out." }];
  const generation = sampleGeneration({ warnings, cost: null });
  expect(toPenstockFacts(generation, nameOf)).toMatchObject({
    generation_id: generation.id,
    attempts: 1,
    cost_usd: null,
    warnings: [{ code: 'DROPPED', path: 'top_k', message: "'top_k' was left out." }],
  });
});
