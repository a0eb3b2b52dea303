import { expect, test } from 'vitest';
import { type Route, readRoute, routeInput, strategyLabel } from './route.ts';

test.each<[Route, object]>([
  [{ type: 'strategy', strategy: null }, {}],
  [{ type: 'strategy', strategy: 'COST_OPTIMIZED' }, { strategy: 'COST_OPTIMIZED' }],
  [{ type: 'model', id: 'openai/gpt-4o' }, { model: 'openai/gpt-4o' }],
  [{ type: 'chain', name: 'LOCAL_ONLY' }, { chain: 'LOCAL_ONLY' }],
])('the route %o requests %o', (route, input) => {
  expect(routeInput(route)).toEqual(input);
});

test.each([
  ['model=openai%2Fgpt-4o', { type: 'model', id: 'openai/gpt-4o' }],
  ['chain=LOCAL_ONLY', { type: 'chain', name: 'LOCAL_ONLY' }],
  ['strategy=COST_OPTIMIZED', { type: 'strategy', strategy: 'COST_OPTIMIZED' }],
  ['strategy=UNKNOWN', null],
  ['', null],
])('the address ?%s names the route %o', (query, route) => {
  expect(readRoute(new URLSearchParams(query))).toEqual(route);
});

test('strategies have names for people', () => {
  expect(strategyLabel(null)).toBe('Auto');
  expect(strategyLabel('QUALITY_OPTIMIZED')).toBe('Best quality');
  expect(strategyLabel('MANUAL')).toBe('Manual');
});
