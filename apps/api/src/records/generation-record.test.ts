import { expect, it } from 'vitest';
import { sampleAttempt, sampleGeneration } from '../testing/sample-generation.ts';
import { toGenerationRecord } from './generation-record.ts';
import { redactedMessage } from './quoting-errors.ts';

const failed = sampleGeneration({
  status: 'FAILED',
  failure: { code: 'ALL_MODELS_FAILED', message: "No model answered: 'my secret' is not allowed." },
  attempts: [
    sampleAttempt({ outcome: 'failed', errorKind: 'rate-limit', errorMessage: 'Wait a minute.' }),
    sampleAttempt({ number: 2, outcome: 'failed', errorKind: 'bad-request', errorMessage: "'my secret' is wrong." }),
    sampleAttempt({ number: 3, outcome: 'skipped', errorMessage: 'Its breaker is open.' }),
  ],
});

it('redacts only messages that may quote content', () => {
  const { generation } = toGenerationRecord(failed, false);
  expect(generation.failure).toEqual({ code: 'ALL_MODELS_FAILED', message: redactedMessage });
  expect(generation.attempts.map(({ errorMessage }) => errorMessage)).toEqual([
    'Wait a minute.',
    redactedMessage,
    'Its breaker is open.',
  ]);
});

it('keeps a message of our own', () => {
  const failure = { code: 'INTERNAL', message: 'Penstock failed.' } as const;
  expect(toGenerationRecord({ ...failed, failure }, false).generation.failure).toEqual(failure);
});

it('redacts nothing if the content is stored', () => {
  expect(toGenerationRecord(failed, true)).toEqual({ generation: failed, keepsContent: true });
});
