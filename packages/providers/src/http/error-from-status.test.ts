import { expect, it } from 'vitest';
import { kindFromStatus } from './error-from-status.ts';

it.each([
  [301, 'protocol'],
  [400, 'bad-request'],
  [401, 'authentication'],
  [402, 'quota-exhausted'],
  [403, 'authentication'],
  [404, 'model-not-found'],
  [405, 'model-not-found'],
  [408, 'timeout'],
  [410, 'model-not-found'],
  [413, 'context-length'],
  [418, 'bad-request'],
  [422, 'bad-request'],
  [424, 'server-error'],
  [425, 'server-error'],
  [429, 'rate-limit'],
  [498, 'overloaded'],
  [499, 'server-error'],
  [500, 'server-error'],
  [502, 'server-error'],
  [503, 'overloaded'],
  [504, 'server-error'],
  [529, 'overloaded'],
] as const)('status %i without a word means %s', (status, kind) => {
  expect(kindFromStatus(status)).toBe(kind);
});
