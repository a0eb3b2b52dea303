import { describe, expect, test } from 'vitest';
import type { Endpoint } from './endpoint.ts';
import { plainError } from './respond.ts';
import { createRoutes, pathOf, toOriginForm } from './routes.ts';

const at = (path: string): Endpoint => ({ path, methods: null, toErrorResponse: plainError, serve() {} });

describe('a path', () => {
  const routes = createRoutes(['/*', '/v1/*', '/v1/models', '/v1/models/*', '/graphql'].map(at));

  test.each([
    ['/graphql', '/graphql', ''],
    ['/v1/models', '/v1/models', ''],
    ['/v1/models/openai/gpt-4o', '/v1/models/*', 'openai/gpt-4o'],
    ['/v1/model', '/v1/*', 'model'],
    ['/v1', '/v1/*', ''],
    ['/v1beta', '/*', 'v1beta'],
    ['/', '/*', ''],
    ['*', '/*', ''],
  ])('%s goes to the longest match: %s', (path, found, rest) => {
    const route = routes.find(path);
    expect([route.endpoint.path, route.rest]).toEqual([found, rest]);
  });
});

test('each path has one endpoint, and one endpoint must match all other paths', () => {
  expect(() => createRoutes([at('/*'), at('/a'), at('/a')])).toThrow('Two endpoints have the path /a.');
  expect(() => createRoutes([at('/a')])).toThrow('No endpoint has the path /*.');
});

test.each([
  ['/graphql?query=x', '/graphql'],
  ['/graphql/?', '/graphql'],
  ['/', '/'],
  ['//v1/models', '/v1/models'],
])('the path of %s is %s', (url, path) => {
  expect(pathOf(url)).toBe(path);
});

test.each([
  ['http://host:4000/graphql?query=x', '/graphql?query=x'],
  ['HTTPS://host', '/'],
  ['/graphql', '/graphql'],
  ['http://[::/', 'http://[::/'],
])('the target %s counts as %s', (url, path) => {
  expect(toOriginForm(url)).toBe(path);
});
