import { providerErrorKinds } from '@penstock/providers';
import { expect, it } from 'vitest';
import { failureResult } from './call-result.ts';

it('counts against a model only its own failures and its provider’s', () => {
  const counted = providerErrorKinds.filter((kind) => failureResult(kind, null).type === 'failed');
  expect(counted.toSorted()).toEqual([
    'connection',
    'overloaded',
    'protocol',
    'rate-limit',
    'server-error',
    'stream-cut',
    'timeout',
  ]);
});
