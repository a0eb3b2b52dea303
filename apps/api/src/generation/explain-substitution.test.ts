import { describe, expect, it } from 'vitest';
import { sampleCatalog } from '../testing/sample-catalog.ts';
import { explainSubstitution, isSubstituted, type Served } from './explain-substitution.ts';

const catalog = sampleCatalog();
const served = (requestedModel: string | null, modelId: string | null): Served => ({
  requestedModel,
  modelId,
  attempts: [],
});

describe('a substitution', () => {
  it.each([
    ['openai/gpt-4o-mini', 'openai/gpt-4o-mini', false],
    ['gpt-4o-mini', 'openai/gpt-4o-mini', false],
    ['anthropic/claude-sonnet', 'openai/gpt-4o-mini', true],
    ['a-model-that-left', 'openai/gpt-4o-mini', true],
    [null, 'openai/gpt-4o-mini', false],
    ['openai/gpt-4o', null, false],
  ])('of %s by %s: %s', (requestedModel, modelId, expected) => {
    expect(isSubstituted(served(requestedModel, modelId), catalog)).toBe(expected);
  });

  it.each([
    [
      'a failed call',
      [{ modelId: 'openai/gpt-4o-mini', outcome: 'failed', errorKind: 'rate-limited' }],
      [],
      "'gpt-4o-mini' was requested, but 'acme/other' answered: its call failed (rate-limited).",
    ],
    [
      'an exclusion',
      [],
      [{ modelId: 'openai/gpt-4o-mini', reason: { code: 'capability', figures: { missing: ['vision'] } } }],
      "'gpt-4o-mini' was requested, but 'acme/other' answered: the plan left it out (lacks vision).",
    ],
    [
      'a skipped call',
      [{ modelId: 'openai/gpt-4o-mini', outcome: 'skipped', errorKind: null }],
      [],
      "'gpt-4o-mini' was requested, but 'acme/other' answered: it was skipped.",
    ],
    [
      'an outrun call',
      [{ modelId: 'openai/gpt-4o-mini', outcome: 'outrun', errorKind: null }],
      [],
      "'gpt-4o-mini' was requested, but 'acme/other' answered: another model answered first.",
    ],
    ['no reason', [], [], "'gpt-4o-mini' was requested, but 'acme/other' answered."],
  ] as const)('names %s', (_name, attempts, exclusions, expected) => {
    const plan = { exclusions, staticExclusions: null };
    expect(explainSubstitution({ ...served('gpt-4o-mini', 'acme/other'), attempts }, plan, catalog)).toBe(expected);
  });
});
