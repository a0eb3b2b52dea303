import { describe, expect, test } from 'vitest';
import { issuesOf } from '../testing/parse.ts';

function issuesOfModel(entry: string) {
  return issuesOf(`models: { openai: { gpt-4: ${entry} } }`);
}

describe('checks beyond the form', () => {
  test.each(['models: {}', 'models: { openai: {} }'])('%s: there must be a model', (yaml) => {
    expect(issuesOf(yaml)).toMatchObject([{ path: 'models', message: 'There must be at least one model.' }]);
  });

  test('an unknown capability gets a list of the known capabilities and the most similar one', () => {
    const [issue] = issuesOfModel('{ capabilities: [code, vison] }');
    expect(issue).toMatchObject({ path: 'models.openai.gpt-4.capabilities.1', suggestion: 'vision' });
    expect(issue?.allowed).toContain('function_calling');
  });

  test.each(['max_tokens', 'context_window'])(
    'beside %s, a word of its own is let be, a mistyped one is not',
    (key) => {
      expect(issuesOfModel(`{ ${key}: 8192, capabilities: [problem_solving, complex_reasoning, legal] }`)).toEqual([]);
      expect(issuesOfModel(`{ ${key}: 8192, capabilities: [reasonning] }`)).toHaveLength(1);
    },
  );

  test.each(['""', '"  "'])('a capability is not the empty word %s', (word) => {
    expect(issuesOfModel(`{ capabilities: [code, ${word}] }`)).toMatchObject([
      { path: 'models.openai.gpt-4.capabilities.1', message: 'Must not be empty.' },
    ]);
  });

  test("a repeated provider must be the model's own", () => {
    expect(issuesOfModel('{ provider: openai }')).toEqual([]);
    const [issue] = issuesOfModel('{ provider: azure }');
    expect(issue).toMatchObject({ path: 'models.openai.gpt-4.provider', allowed: ['openai'] });
    expect(issue?.message).toContain("listed under 'openai'");
  });

  test('an answer larger than the window', () => {
    expect(issuesOfModel('{ context_window: 4096, max_output_tokens: 8192 }')[0]?.message).toBe(
      'An answer of 8192 tokens does not fit the context window of 4096.',
    );
  });

  test('a duplicate price', () => {
    const issues = issuesOfModel('{ price: { input_per_mtok: 1, output_per_mtok: 2 }, cost_per_1k_tokens: 0.03 }');
    expect(issues.map(({ path }) => path)).toEqual(['models.openai.gpt-4.cost_per_1k_tokens']);
  });
});
