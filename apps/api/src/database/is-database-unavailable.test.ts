import { expect, it } from 'vitest';
import { isDatabaseUnavailable } from './is-database-unavailable.ts';

const withCode = (code: string): Error => Object.assign(new Error('No.'), { code });

it.each<[string, unknown, boolean]>([
  ['a refused connection', withCode('ECONNREFUSED'), true],
  ['a server that shuts down', withCode('57P01'), true],
  ['a connection that broke', new Error('Connection terminated unexpectedly'), true],
  ['a cause of it', new Error('No.', { cause: withCode('ECONNRESET') }), true],
  ["Prisma's word for it", Object.assign(new Error('No.'), { meta: { driverAdapterError: withCode('P1001') } }), true],
  ['a broken statement', withCode('42601'), false],
  ['anything else', new Error('No.'), false],
  ['no error', null, false],
])('%s', (_, error, isUnavailable) => {
  expect(isDatabaseUnavailable(error)).toBe(isUnavailable);
});
