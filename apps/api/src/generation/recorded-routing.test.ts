import { expect, it } from 'vitest';
import { sampleRequest } from '../testing/sample-generation.ts';
import { readRouting, recordRouting, requestedRouting } from './recorded-routing.ts';

const tools = [{ name: 'n', description: null, parameters: { type: 'object' } }];

it('records only the members that a request states', () => {
  const quiet = sampleRequest({ maxOutputTokens: null });
  expect(recordRouting({ ...quiet, routing: { ...quiet.routing, taskType: null } }, 7)).toEqual({});
});

it.each([
  ['a plain chat', sampleRequest()],
  [
    'preferences',
    sampleRequest({ model: 'a/b', fallbackModels: ['c/d'], strategy: 'BALANCED', costLimitUsd: 0, maxOutputTokens: 5 }),
  ],
  ['tools', sampleRequest({ tools })],
])('reads %s back from JSON as it was requested', (_, request) => {
  const recorded = JSON.parse(JSON.stringify(recordRouting(request, 7)));
  expect(readRouting(recorded)).toEqual(requestedRouting(request, null));
});

it('estimates the longest text of an embedding by its share, and allows no fallback', () => {
  const call = { type: 'embedding', dimensions: null, purpose: null, texts: ['aaa', 'a'] } as const;
  expect(recordRouting({ ...sampleRequest(), call }, 40)).toMatchObject({
    longestTextTokens: 30,
    enableFallback: false,
    requiredCapabilities: ['embeddings'],
  });
});
