// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy's own references
import { readFileSync } from 'node:fs';
import { vendors } from '@penstock/providers';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from '../parse-policy.ts';
import { formatPolicyIssue } from '../policy-issue.ts';
import { policyJsonSchema } from '../policy-json-schema.ts';
import { listMembers, type Schema, valueAt } from './list-members.ts';
import { policyReference } from './policy-reference.ts';

const text = readFileSync(new URL('complete-policy.yml', import.meta.url), 'utf8');
const schema: Schema = policyJsonSchema();
const members = listMembers(schema);
const nameOf = (path: readonly string[]): string => path.join('.');

test('the document with every setting is a valid policy', () => {
  const parsed = parsePolicy(text, {
    fileName: 'complete-policy.yml',
    environment: {},
    vendors: Object.values(vendors),
  });
  expect(parsed.ok ? [] : parsed.issues.map(formatPolicyIssue)).toEqual([]);
});

test('every setting has an example in that document, and a description', () => {
  const example: unknown = parse(text);
  expect(members.length).toBeGreaterThan(120);
  expect(members.filter(({ path }) => valueAt(example, path) === undefined).map(({ path }) => nameOf(path))).toEqual(
    [],
  );
  expect(members.filter((one) => !one.schema.description).map(({ path }) => nameOf(path))).toEqual([]);
});

test('the reference is published as it is (npm run fix writes it)', () => {
  const published = readFileSync(new URL('../../../../../docs/policy.md', import.meta.url), 'utf8');
  expect(published).toBe(policyReference(schema, parse(text)));
});

test('a setting has its type, unit, default, allowed values and example', () => {
  const reference = policyReference(schema, parse(text));
  const row = (name: string) => reference.split('\n').find((line) => line.includes(`\`${name}\``));
  expect(row('*.timeouts.connect_ms')).toBe(
    '| `*.timeouts.connect_ms` | Until the connection is open. | whole number, above 0 | ms | 3000 | `3000` |',
  );
  expect(row('default_strategy')).toContain('`balanced`, `cost_optimized`');
  expect(row('default_strategy')).not.toContain('BALANCED');
  expect(row('*.*.quality.benchmark')).toContain('**`*.*.quality.benchmark`**');
});
