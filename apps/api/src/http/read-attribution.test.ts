import { expect, test } from 'vitest';
import { readAttributionHeaders } from './read-attribution.ts';

test('the three headers are read, with tags separated by commas and UTF-8 decoded', () => {
  expect(readAttributionHeaders({})).toBeNull();
  expect(readAttributionHeaders({ 'x-penstock-end-user': Buffer.from('Zoë').toString('latin1') })).toEqual({
    endUser: 'Zoë',
    session: null,
    tags: [],
    client: null,
  });
  expect(readAttributionHeaders({ 'x-penstock-session': 's1', 'x-penstock-tags': 'a, b' })).toEqual({
    endUser: null,
    session: 's1',
    tags: ['a', ' b'],
    client: null,
  });
});

test("Claude Code's session is kept beside ours", () => {
  const headers = { 'x-claude-code-session-id': '3d-4c' };
  expect(readAttributionHeaders(headers)).toMatchObject({ session: null, clientSession: '3d-4c' });
  const both = readAttributionHeaders({ ...headers, 'x-penstock-session': 's1' });
  expect(both).toMatchObject({ session: 's1', clientSession: '3d-4c' });
  expect(readAttributionHeaders({ 'x-claude-code-session-id': 'x'.repeat(201) })).toBeNull();
});

test.each([
  ['curl/8.5.0', 'curl'],
  ['OpenAI/Python 1.99.1', 'openai'],
  ['Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101', 'mozilla'],
  ['python-requests/2.32', 'python-requests'],
  ['my.agent', 'my.agent'],
  ['', undefined],
  ['/1.0', undefined],
  ['x'.repeat(41), undefined],
])('the client of the User-Agent %s is %s', (header, client) => {
  expect(readAttributionHeaders({ 'user-agent': header })?.client).toBe(client);
});
