import { expect, it } from 'vitest';
import { sampleAttempt, sampleGeneration } from '../testing/sample-generation.ts';
import { keepsContent, toGenerationRecord } from './generation-record.ts';
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

it('redacts the messages that may quote content, and no others', () => {
  const { generation } = toGenerationRecord(failed, false);
  expect(generation.failure).toEqual({ code: 'ALL_MODELS_FAILED', message: redactedMessage });
  expect(generation.attempts.map(({ errorMessage }) => errorMessage)).toEqual([
    'Wait a minute.',
    redactedMessage,
    'Its breaker is open.',
  ]);
});

it('leaves a message that is our own', () => {
  const failure = { code: 'INTERNAL', message: 'Penstock failed.' } as const;
  expect(toGenerationRecord({ ...failed, failure }, false).generation.failure).toEqual(failure);
});

it('redacts nothing when the content is stored', () => {
  expect(toGenerationRecord(failed, true)).toEqual({ generation: failed, keepsContent: true });
});

it.each([
  ['kept by default', true, 'blue', true, true],
  ['not kept where the request says no', true, 'blue', false, false],
  ['not kept for a workspace that is excepted', true, 'legal', true, false],
  ['not kept where the policy keeps none', false, 'blue', true, false],
  ['kept for a workspace that is excepted from that', false, 'lab', true, true],
  ['not kept there where the request says no', false, 'lab', false, false],
])('content is %s', (_, byDefault, workspaceId, mayKeepContent, expected) => {
  const workspaces = new Map([
    ['legal', false],
    ['lab', true],
  ]);
  expect(
    keepsContent({ keepsContent: byDefault, workspaces }, { caller: { workspaceId }, delivery: { mayKeepContent } }),
  ).toBe(expected);
});
