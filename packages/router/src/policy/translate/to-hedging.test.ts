import { expect, test } from 'vitest';
import { issuesOf, policyOf } from '../testing/parse.ts';

const withHedging = (hedging: string): string => `models: { openai: { gpt-4: } }\nfeatures: { hedging: ${hedging} }`;

test.each([
  ['false', null],
  ['{}', { usesP95: true, afterMs: null }],
  ['{ after: p95 }', { usesP95: true, afterMs: null }],
  ['{ after_ms: 800 }', { usesP95: false, afterMs: 800 }],
  ['{ after: p95, after_ms: 800 }', { usesP95: true, afterMs: 800 }],
])('hedging %s is right', (hedging, expected) => {
  expect(policyOf(withHedging(hedging)).features.hedging).toEqual(expected);
});

test.each([
  ['true', 'features.hedging'],
  ['{ after: p99 }', 'features.hedging.after'],
  ['{ after_ms: 99 }', 'features.hedging.after_ms'],
  ['{ after_ms: 60001 }', 'features.hedging.after_ms'],
  ['{ before: p95 }', 'features.hedging.before'],
])('hedging %s is refused', (hedging, path) => {
  expect(issuesOf(withHedging(hedging))).toMatchObject([{ line: 2, path }]);
});
