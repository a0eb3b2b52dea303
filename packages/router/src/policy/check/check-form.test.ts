import { expect, test } from 'vitest';
import { readPolicySource } from '../source/policy-source.ts';
import { referenceRules } from '../source/reference-rules.ts';
import { checkForm } from './check-form.ts';
import { IssueList } from './issue-list.ts';

function check(text: string) {
  const source = readPolicySource(text, { environment: {}, rules: referenceRules(new Set()) });
  const issues = new IssueList('policy.yml', source);
  return { document: checkForm(source, issues), paths: issues.sorted().map(({ path }) => path) };
}

test('a valid document is unchanged', () => {
  const { document, paths } = check('models: { openai: { gpt-4: { max_tokens: 8192 }, gpt-5: } }');
  expect(paths).toEqual([]);
  expect(document?.models).toEqual({ openai: { 'gpt-4': { max_tokens: 8192 }, 'gpt-5': null } });
});

test('an invalid part is reported once and removed, and the rest is kept', () => {
  const { document, paths } = check(`
models:
  openai:
    gpt-4: { max_tokens: many, tags: [a, 1, b, 2, c], nonsense: 3 }
    gpt-5: { price: { input_per_mtok: 1 }, tags: [d] }
features: { cash: true }
`);
  expect(paths).toEqual([
    'models.openai.gpt-4.max_tokens',
    'models.openai.gpt-4.tags.1',
    'models.openai.gpt-4.tags.3',
    'models.openai.gpt-4.nonsense',
    'models.openai.gpt-5.price.output_per_mtok',
    'features.cash',
  ]);
  expect(document).toEqual({
    models: { openai: { 'gpt-4': { tags: ['a', 'b', 'c'] }, 'gpt-5': { tags: ['d'] } } },
    features: {},
  });
});

test('an error in an alias is reported at its use, and removed only there', () => {
  const { paths } = check('models: { a: &shared { x: { nonsense: 1 } }, b: *shared }');
  expect(paths).toEqual(['models.a.x.nonsense', 'models.b.x.nonsense']);
});

test.each(['', '- a', 'text', 'providers: {}'])('nothing is left of %j', (text) => {
  const { document, paths } = check(text);
  expect(document).toBeNull();
  expect(paths).toHaveLength(1);
});
