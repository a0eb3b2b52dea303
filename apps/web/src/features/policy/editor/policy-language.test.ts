import { readFileSync } from 'node:fs';
import { CompletionContext } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { checkDocument } from './check-document.ts';
import { completePolicy, modelIds } from './complete-policy.ts';
import { describeSetting } from './describe-setting.ts';
import { placeOf } from './place-of.ts';

/** A document in which `|` is the position. */
function stateOf(marked: string): { state: EditorState; position: number } {
  const position = marked.indexOf('|');
  const doc = position === -1 ? marked : marked.slice(0, position) + marked.slice(position + 1);
  const state = EditorState.create({ doc, extensions: [yaml()] });
  ensureSyntaxTree(state, doc.length, 5_000);
  return { state, position };
}

const problemsOf = (text: string) => {
  const { state } = stateOf(text);
  return checkDocument(state).map(({ from, message }) => `${state.doc.lineAt(from).number}: ${message}`);
};

const offered = (marked: string) => {
  const { state, position } = stateOf(marked);
  return completePolicy(new CompletionContext(state, position, true))?.options.map(({ label }) => label) ?? [];
};

test('the default policy has no problem', () => {
  const text = readFileSync(new URL('../../../../../../config/model_policies.yml', import.meta.url), 'utf8');
  expect(problemsOf(text)).toEqual([]);
});

test.each([
  ['models:\n  openai:\n    gpt-4o: { qualty: 0.7 }', /^3: 'qualty' is not a setting here\. Allowed: display_name,/],
  [
    'models:\n  openai:\n    gpt-4o:\n      quality: 3',
    /^4: 3 is not valid: it takes a number from 0 to 1, or an object\.$/,
  ],
  ['models:\n  openai:\n    gpt-4o: { active: maybe }', /^3: maybe is not valid: it takes true or false\.$/],
  ['routing_rules:\n  default_strategy: fastest', /^2: fastest is not valid: it takes one of balanced,/],
  ['routing:\n  a: 1', /^1: 'routing' is not a setting here\. Allowed: providers, models,/],
  ['providers:\n  x:\n    timeouts:\n      connect_ms: 0', /^4: 0 is not valid: it takes a whole number above 0\.$/],
  ['models:\n  openai:\n    gpt-4o: { capabilities: { a: 1 } }', /^3: Takes a list of/],
])('a problem is found at its line: %j', (text, problem) => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test('environment variables, anchors and unfinished lines are no problems', () => {
  const text =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: variables of the policy
    'providers:\n  x: &x\n    base_url: "${MY_URL}"\n    max_connections: ${MY_MAX}\n  y: *x\n  z:\n    <<: *x\nmodels:\n  openai:\n    gpt-4o:\n';
  expect(problemsOf(text)).toEqual([]);
});

test.each([
  ['rou|', 'key', []],
  ['models:\n  openai:\n    gpt-4o:\n      qu|', 'key', ['models', 'openai', 'gpt-4o']],
  ['models:\n  openai:\n    gpt-4o:\n      quality: |', 'value', ['models', 'openai', 'gpt-4o', 'quality']],
  ['models:\n  openai:\n    gpt-4o: { act| }', 'key', ['models', 'openai', 'gpt-4o']],
  ['models:\n  openai:\n    gpt-4o: { active: f| }', 'value', ['models', 'openai', 'gpt-4o', 'active']],
  ['routing_rules:\n  chains:\n    A: [op| ]', 'value', ['routing_rules', 'chains', 'A', '[]']],
  ['routing_rules:\n  chains:\n    A:\n      - op|', 'value', ['routing_rules', 'chains', 'A', '[]']],
] as const)('the place of the cursor is found: %j', (marked, type, path) => {
  const { state, position } = stateOf(marked);
  expect(placeOf(state, position)).toMatchObject({ type, path });
});

test('in a comment there is no place', () => {
  const { state, position } = stateOf('models: # op|');
  expect(placeOf(state, position)).toBeNull();
});

test('missing settings are offered, and their named values', () => {
  expect(offered('models: {}\nr|')).toEqual(expect.arrayContaining(['providers', 'routing_rules', 'retention']));
  expect(offered('models: {}\nr|')).not.toContain('models');
  expect(offered('routing_rules:\n  default_strategy: |')).toContain('cost_optimized');
  expect(offered('models:\n  openai:\n    gpt-4o: { active: | }')).toEqual(['true', 'false']);
  expect(offered('models:\n  openai:\n    gpt-4o: { quality: 0.5, | }')).not.toContain('quality');
});

test('models of the document are offered where a setting names models', () => {
  const models = 'models:\n  openai:\n    gpt-4o: {}\n  ollama:\n    llama: {}\n';
  expect(modelIds(stateOf(models).state)).toEqual(['openai/gpt-4o', 'ollama/llama']);
  expect(offered(`${models}routing_rules:\n  default_model: |`)).toEqual(['openai/gpt-4o', 'ollama/llama']);
});

test('a key is explained with its path, description, form and default', () => {
  const { state, position } = stateOf('providers:\n  x:\n    timeouts:\n      conn|ect_ms: 5\n');
  const help = describeSetting(state, position);
  expect(help?.path).toBe('providers.x.timeouts.connect_ms');
  expect(help?.lines.join(' ')).toMatch(/connection is open.*Takes a whole number above 0/);
  expect(describeSetting(stateOf('models:').state, 0)?.path).toBe('models');
});
