// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { expect, it } from 'vitest';
import { readPolicySource } from '../source/policy-source.ts';
import { findSecrets } from './find-secrets.ts';

const key = `sk-${'proj-Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z'}`;
const find = (text: string) =>
  findSecrets(text, readPolicySource(text, { environment: { A_KEY: key }, rules: { refusal: () => null } }));

it.each([
  ['a key', `providers:\n  one: { api_key: ${key} }`, 'key'],
  ['a key of no known form', 'providers:\n  one: { api_key: 0123456789abcdef0123 }', 'key'],
  ['a header', 'providers:\n  one: { headers: { Authorization: Bearer 0123456789 } }', 'key'],
  ['an address with a password', 'providers:\n  one: { base_url: "https://me:secret@host/v1" }', 'address'],
  [
    "a model's endpoint with a key",
    'models:\n  one: { two: { endpoint: "https://host/v1?key=0123456789" } }',
    'address',
  ],
  ['a text for people', `models:\n  one: { two: { display_name: "${key}" } }`, null],
  ['a name', `models:\n  one: { ${key}: {} }`, null],
  ['a comment', `models:\n  # ${key}\n  one: {}`, null],
])('finds %s at its line, and does not quote it', (_, text, takes) => {
  const [finding, ...others] = find(text);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ line: 2, takes });
  expect(finding?.message).toMatch(/^This looks like a secret: /);
  expect(finding?.message).not.toContain(finding?.value ?? key);
});

it.each([
  'providers: { one: { api_key: "${A_KEY}", headers: { Authorization: "Bearer ${A_KEY}" } } }',
  'providers: { one: { api_key: none, base_url: "http://localhost:11434/v1" } }',
  'providers: { one: { headers: { X-Title: "0123456789abcdef0123456789abcdef" } } }',
  'models: { fireworks: { accounts/fireworks/models/kimi-k3: {}, gpt-4o-mini-2024-07-18: {} } }',
])('finds no secret in %s', (text) => {
  expect(find(text)).toEqual([]);
});

it('lists at most 100 secrets', () => {
  const lines = Array.from({ length: 150 }, (_, at) => `# ${key}${at}x`);
  expect(find(lines.join('\n'))).toHaveLength(100);
});
