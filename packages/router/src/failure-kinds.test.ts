import { providerErrorKinds } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { type FailureKind, failureKinds } from './failure-kinds.ts';

describe('the table of failure kinds', () => {
  it('has a line for each kind', () => {
    expect(Object.keys(failureKinds).toSorted()).toEqual(providerErrorKinds.toSorted());
  });

  const kinds = (is: (kind: FailureKind) => boolean) =>
    providerErrorKinds.filter((name) => is(failureKinds[name])).toSorted();

  it('counts only a model’s own failures against it', () => {
    expect(kinds(({ countsAgainst }) => countsAgainst === 'model')).toEqual([
      'connection',
      'overloaded',
      'protocol',
      'rate-limit',
      'server-error',
      'stream-cut',
      'timeout',
    ]);
  });

  it('counts only key and credit against the account', () => {
    expect(kinds(({ countsAgainst }) => countsAgainst === 'account')).toEqual(['authentication', 'quota-exhausted']);
  });

  it('does not retry failures that would repeat', () => {
    expect(kinds(({ retryRule }) => retryRule.callsInARow > 1)).toEqual([
      'connection',
      'invalid-response',
      'overloaded',
      'rate-limit',
      'server-error',
      'stream-cut',
    ]);
    expect(kinds(({ retryRule }) => retryRule.isPassing && !retryRule.isOfDeployment)).toEqual([]);
  });

  it('tries no other deployment for lasting errors of the request', () => {
    expect(kinds(({ retryRule }) => !retryRule.isOfDeployment)).toEqual(
      kinds(({ countsAgainst, retryRule }) => countsAgainst === 'request' && !retryRule.isPassing),
    );
  });

  it('marks messages that may quote content', () => {
    expect(kinds(({ quotesContent }) => !quotesContent)).toEqual([
      'authentication',
      'connection',
      'overloaded',
      'quota-exhausted',
      'rate-limit',
      'timeout',
    ]);
  });
});
