import { expect, test, vi } from 'vitest';
import { InputError, ServiceError } from './service-error.ts';
import { toServiceError } from './to-service-error.ts';

const error = vi.fn();
const translate = (thrown: unknown) => toServiceError(thrown, { error }, { requestId: 'r1' });

test('an error for callers stays unchanged', () => {
  const refusal = new ServiceError('CONFLICT', 'It was changed.');
  expect(translate(refusal)).toBe(refusal);
  expect(translate(new InputError('stop[1]', 'is empty'))).toMatchObject({
    code: 'BAD_USER_INPUT',
    field: 'stop[1]',
    message: 'stop[1] is empty.',
  });
});

test.each([
  [new DOMException('The caller left.', 'AbortError'), 'CANCELLED', 'cancelled'],
  [Object.assign(new Error('x'), { code: '22021' }), 'BAD_USER_INPUT', 'U+0000'],
  [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'INTERNAL', 'The database does not answer'],
])('%s is %s', (thrown, code, sentence) => {
  const shown = translate(thrown);
  expect(shown.code).toBe(code);
  expect(shown.message).toContain(sentence);
});

test('an unexpected error is logged, and the caller gets only its reference', () => {
  error.mockClear();
  const thrown = new Error('password=secret');
  const shown = translate(thrown);
  const { reference } = shown.details;
  expect(shown.message).toBe(`An internal error occurred. The service's log has the details under ${reference}.`);
  expect(error).toHaveBeenCalledWith({ reference, requestId: 'r1', err: thrown }, 'A request failed.');
});
