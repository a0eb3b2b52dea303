import { expect, test } from 'vitest';
import type { Health } from '../health/health-store.ts';
import { type BudgetState, findProblems, type ProblemSources } from './find-problems.ts';

const none: ProblemSources = {
  healths: [],
  budgets: [],
  providers: [],
  policyProblem: null,
  mayRaise: true,
  formatMoment: (ms) => new Date(ms).toISOString().slice(11, 16),
};

const health = (changes: Partial<Health>): Health => ({
  model: 'acme/one',
  status: 'AVAILABLE',
  reason: null,
  breaker: 'CLOSED',
  successRate: 1,
  p50LatencyMs: null,
  p95LatencyMs: null,
  firstTokenMs: null,
  tokensPerSecond: null,
  checkedAt: null,
  retryAt: null,
  ...changes,
});

const budget = (changes: Partial<BudgetState>): BudgetState => ({
  id: 'b1',
  name: 'Daily',
  limitUsd: '10',
  spentUsd: '1',
  reservedUsd: '0',
  alertThreshold: null,
  hard: true,
  forecast: null,
  ...changes,
});

const lines = (sources: Partial<ProblemSources>) =>
  findProblems({ ...none, ...sources }).map(({ subject, text, remedy }) => `${subject} ${text} → ${remedy.label}`);

test.each<[string, Partial<Health>, string[]]>([
  ['well', {}, []],
  ['unknown', { status: 'UNKNOWN', successRate: null }, []],
  ['slow, which is no failure', { status: 'SLOW' }, []],
  [
    'failing every call',
    { successRate: 0, reason: '500 from acme' },
    ['acme/one fails every call: 500 from acme → Open'],
  ],
  ['failing often', { successRate: 0.25 }, ['acme/one fails 75% of its calls → Open']],
  ['unavailable', { status: 'UNAVAILABLE', successRate: null }, ['acme/one is not available → Open']],
])('a model that is %s', (_name, changes, expected) => {
  expect(lines({ healths: [health(changes)] })).toEqual(expected);
});

test.each<[string, Partial<BudgetState>, string[]]>([
  ['with most of its limit left', {}, []],
  ['that lasts to the end of its window', { forecast: { fullAt: null } }, []],
  ['beyond the usual share', { spentUsd: '9.1' }, ['Daily is at 91% → Raise']],
  ['beyond its own share', { spentUsd: '5', alertThreshold: 0.5 }, ['Daily is at 50% → Raise']],
  ['that is nearly full with reservations', { spentUsd: '7', reservedUsd: '1.5' }, ['Daily is at 85% → Raise']],
  [
    'that will not last',
    { spentUsd: '7.5', forecast: { fullAt: '2026-11-29T16:00:00Z' } },
    ['Daily is at 75%, full at about 16:00 → Raise'],
  ],
  ['used up', { spentUsd: '10' }, ['Daily is used up: requests beyond it are refused → Raise']],
  ['of zero', { limitUsd: '0', spentUsd: '0' }, ['Daily is used up: requests beyond it are refused → Raise']],
])('a budget %s', (_name, changes, expected) => {
  expect(lines({ budgets: [budget(changes)] })).toEqual(expected);
});

test('a provider without a key names its variable, and many such providers are one line', () => {
  const provider = (id: string, configured = false) => ({
    id,
    displayName: id,
    configured,
    setupHint: `set ${id.toUpperCase()}_API_KEY`,
  });
  expect(lines({ providers: [provider('openai'), provider('acme', true)] })).toEqual([
    'openai has no key, but chains use it: set OPENAI_API_KEY → How',
  ]);
  expect(lines({ providers: ['a', 'b', 'c', 'd'].map((id) => provider(id)) })).toEqual([
    '4 providers have no key, but chains use them. For a: set A_API_KEY → How',
  ]);
});

test('problems that stop requests come first', () => {
  const sources = {
    budgets: [budget({ spentUsd: '9.1' })],
    healths: [health({ successRate: 0 })],
    policyProblem: 'Line 3.',
  };
  expect(findProblems({ ...none, ...sources }).map(({ id }) => id)).toEqual(['policy', 'model acme/one', 'budget b1']);
});

test('a viewer who may not raise a budget gets a link to it', () => {
  const [problem] = findProblems({ ...none, mayRaise: false, budgets: [budget({ spentUsd: '95' })] });
  expect(problem?.remedy).toEqual({ label: 'Open', href: '/budgets' });
});
