import { expect, test } from 'vitest';
import { requestIdOf } from './request-id.ts';

test.each(['r1', '4bf92f35-77b3-4da6-a3ce-929d0e0e4736', 'Root=1-67891233-abc', 'a+b/c==', 'x'.repeat(128)])(
  'the id of the caller is kept: %s',
  (id) => {
    expect(requestIdOf({ headers: { 'x-request-id': id } })).toBe(id);
  },
);

test.each([undefined, '', 'a b', 'a, b', 'a"b', 'é', '<script>', 'x'.repeat(129)])(
  'an unsafe or missing id is replaced by a new one, which the request keeps: %s',
  (given) => {
    const request = { headers: { 'x-request-id': given } };
    const id = requestIdOf(request);
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(requestIdOf(request)).toBe(id);
  },
);
