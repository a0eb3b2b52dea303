import { buildPlan } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../attempt.ts';
import type { Exclusion } from '../plan/plan.ts';
import { recordSkip } from './attempt-record.ts';
import { describeEnd } from './describe-end.ts';

const attempt = (modelId: string, errorMessage: string | null): AttemptRecord => ({
  ...recordSkip(
    { number: 1, modelId, deploymentId: 'default', providerId: 'a' },
    { type: 'refused', because: 'open', retryAtMs: null, isRateLimit: false },
    0,
  ),
  outcome: 'failed',
  errorMessage,
});

describe('describeEnd', () => {
  it('names each model once, with its last message and its number of calls', () => {
    const attempts = [attempt('a/one', 'Full.'), attempt('b/two', null), attempt('a/one', 'Still full.')];
    expect(describeEnd('ALL_MODELS_FAILED', buildPlan([]), attempts, false)).toEqual({
      code: 'ALL_MODELS_FAILED',
      message: 'No model answered: a/one: Still full (2 times); b/two: no reason given.',
      attempts,
    });
  });

  it('counts only calls that were made, and prefers their messages', () => {
    const skipped = { ...attempt('a/one', 'a/one was not called.'), outcome: 'skipped' as const };
    const { message } = describeEnd(
      'ALL_MODELS_FAILED',
      buildPlan([]),
      [attempt('a/one', 'Full.'), skipped, skipped],
      false,
    );
    expect(message).toBe('No model answered: a/one: Full.');
  });

  it('reports a broken answer', () => {
    const { message } = describeEnd('ALL_MODELS_FAILED', buildPlan([]), [attempt('a/one', 'Cut.')], true);
    expect(message).toBe('The answer was cut, and no model could continue it: a/one: Cut.');
  });

  it("gives only the provider's message if the request is at fault", () => {
    const { message } = describeEnd('BAD_USER_INPUT', buildPlan([]), [attempt('a/one', 'No such tool.')], false);
    expect(message).toBe('No such tool.');
  });

  it('does not list a whole catalog of excluded models', () => {
    const exclusions = Array.from(
      { length: 10 },
      (_, index): Exclusion => ({
        modelId: `x/${index}`,
        reason: { code: 'cost-limit', figures: { costUsd: 2, limitUsd: 1, isWorstCase: true } },
      }),
    );
    const { message } = describeEnd(
      'ALL_MODELS_FAILED',
      buildPlan([], { exclusions }),
      [attempt('a/one', 'Full.')],
      false,
    );
    expect(message).toContain('x/7 (costs up to $2.00, the limit is $1.00) and 2 more.');
    expect(message).not.toContain('x/8');
  });
});
