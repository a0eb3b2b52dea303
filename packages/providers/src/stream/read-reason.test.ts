import { expect, it } from 'vitest';
import { readReason } from './read-reason.ts';

it.each([null, undefined, '', 'null', 'none', 'FINISH_REASON_UNSPECIFIED', 1, {}])('%j is not a reason', (value) => {
  expect(readReason(value)).toBeNull();
});

it('any other word is a reason', () => {
  expect(readReason('stop')).toBe('stop');
});
