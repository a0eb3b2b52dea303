import { CombinedError } from '@urql/core';
import { expect, test } from 'vitest';
import { describeError } from './describe-error.ts';
import { describeCode } from './error-codes.ts';

test("an error of the API has its code's title, its own message, and a hint", () => {
  const error = new CombinedError({
    graphQLErrors: [{ message: 'The budget is used up.', extensions: { code: 'BUDGET_EXCEEDED' } }],
  });
  expect(describeError(error)).toEqual({
    code: 'BUDGET_EXCEEDED',
    title: 'The budget does not allow it',
    message: 'The budget is used up.',
    hint: 'Raise the budget, or choose a cheaper model.',
  });
});

test('an error without a code is internal, and a missing response is a network error', () => {
  expect(describeError(new CombinedError({ graphQLErrors: ['oops'] })).code).toBe('INTERNAL');
  expect(describeError(new CombinedError({ networkError: new Error('refused') })).code).toBe('NETWORK');
});

test.each([
  ['live', 'The console keeps trying and continues by itself.'],
  ['once', 'Try again.'],
  ['change', 'It was not sent again, and the change may have been made: check before you repeat it.'],
] as const)('after a network failure, a %s operation reads: %s', (sending, hint) => {
  const proxied = { response: { status: 502 }, graphQLErrors: [{ message: 'The API does not answer.' }] };
  for (const error of [new CombinedError({ networkError: new Error('refused') }), new CombinedError(proxied)]) {
    expect(describeError(error, sending).hint).toBe(hint);
  }
});

test.each([
  ['RATE_LIMIT', "The provider's rate limit is reached"],
  ['rate-limit', "The provider's rate limit is reached"],
  ['SOMETHING_NEW', 'Something new'],
])('the code %s reads: %s', (code, title) => {
  expect(describeCode(code).title).toBe(title);
});
