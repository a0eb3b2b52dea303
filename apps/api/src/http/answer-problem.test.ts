import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answerFault, answerProblem } from './answer-problem.ts';

const error = vi.fn();
const secret = new TypeError('of a library');
const http = createServer((request, response) => {
  if (request.method === 'GET') answerProblem(request, response, { status: 400, message: 'No.' });
  else {
    if (request.method === 'PUT') response.writeHead(200).write('begun');
    answerFault(request, response, secret, { error });
  }
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => {
  http.close();
});

test.each([
  ['/graphql', { errors: [{ message: 'No.', extensions: { code: 'BAD_USER_INPUT' } }] }],
  ['/graphql?query=x', { errors: [{ message: 'No.', extensions: { code: 'BAD_USER_INPUT' } }] }],
  ['/v1/models', { error: { message: 'No.', type: 'invalid_request_error', param: null, code: null } }],
  ['/v1beta', { error: 'No.' }],
  ['/', { error: 'No.' }],
])('a problem has the shape of the endpoint: %s', async (path, body) => {
  const response = await fetch(url + path);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual(body);
});

test.each(['/graphql', '/v1/models', '/'])(
  'a fault at %s is a reference, under which the log has the error',
  async (path) => {
    error.mockClear();
    const response = await fetch(url + path, { method: 'POST' });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain('library');
    const [facts] = error.mock.calls[0] as [{ reference: string; err: unknown }];
    expect(text).toContain(`Something went wrong here. The log has it under ${facts.reference}.`);
    expect(facts.err).toBe(secret);
  },
);

test('a fault in the middle of an answer breaks it off', async () => {
  const reading = fetch(url, { method: 'PUT' }).then((response) => response.text());
  await expect(reading).rejects.toThrow();
});
