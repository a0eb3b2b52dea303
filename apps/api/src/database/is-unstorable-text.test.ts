import { expect, test } from 'vitest';
import { isUnstorableText } from './is-unstorable-text.ts';

test.each<[unknown, boolean]>([
  [{ code: '22021' }, true],
  [new Error('failed', { cause: { originalCode: '22P05' } }), true],
  [{ code: 'P2010', meta: { driverAdapterError: { cause: { originalCode: '22021' } } } }, true],
  [new Error('invalid byte sequence for encoding "UTF8": 0x00'), true],
  [{ code: '22003' }, false],
  [new Error('broken'), false],
  [null, false],
])('recognizes an error about a character that cannot be stored: %j', (error, expected) => {
  expect(isUnstorableText(error)).toBe(expected);
});
