import { readFileSync } from 'node:fs';
import { vendors } from '@penstock/providers';
import { describe, expect, test } from 'vitest';
import { capabilities } from './capability.ts';
import { keysOf, schemasAt } from './check/schema-at.ts';
import { parsePolicy } from './parse-policy.ts';
import { formatPolicyIssue } from './policy-issue.ts';
import { modelEntry } from './schema/model-entry.ts';
import { policyDocument } from './schema/policy-document.ts';
import { dialects, providerEntry } from './schema/provider-entry.ts';
import { routingRulesEntry } from './schema/routing-rules-entry.ts';
import { strategies } from './strategy.ts';

const text = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');

test.each([
  ['docs/routing.md', (name: string) => `| ${name} |`],
  ['config/model_policies.yml', (name: string) => name.toLowerCase()],
])('%s names every strategy', (file, written) => {
  const document = readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
  expect(strategies.filter((name) => !document.includes(written(name)))).toEqual([]);
});

describe('docs/configuration.md', () => {
  test.each(examples.map((yaml, index) => [index + 1, yaml]))(
    'its example %i is a policy without a problem',
    (_, yaml) => {
      const parsed = parsePolicy(String(yaml), {
        fileName: 'example',
        environment: {},
        vendors: Object.values(vendors),
      });
      expect(parsed.ok ? [] : parsed.issues.map(formatPolicyIssue)).toEqual([]);
    },
  );

  test('names every setting', () => {
    const nested = ['timeouts', 'retry'].flatMap((key) => keysOf(schemasAt(providerEntry, [key])));
    const ofModels = ['price', 'latency', 'quality'].flatMap((key) => keysOf(schemasAt(modelEntry, [key])));
    const limits = ['cost_controls', 'features'].flatMap((key) => keysOf(schemasAt(policyDocument, [key])));
    const sections = [providerEntry, modelEntry, routingRulesEntry].flatMap(({ shape }) => Object.keys(shape));
    const words = [...sections, ...nested, ...ofModels, ...limits, ...capabilities, ...dialects];
    const all = [...words, ...strategies.map((name) => name.toLowerCase())];
    expect(all.filter((word) => !new RegExp(`[\`{ ]${word}[\`:]`).test(text))).toEqual([]);
  });

  test('names every built-in provider and its variables', () => {
    const words = Object.values(vendors).flatMap(({ id, environment }) => [
      id,
      environment.apiKey,
      ...Object.values(environment.extra),
    ]);
    const wanted = words.filter((word) => word !== null);
    expect(wanted.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
  });
});
