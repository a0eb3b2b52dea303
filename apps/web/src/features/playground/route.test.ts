import { expect, test } from 'vitest';
import { type Route, routeInput, routeLabel, routesOfAddress, strategyLabel } from './route.ts';

test.each<[Route, object]>([
  [{ type: 'strategy', strategy: null }, {}],
  [{ type: 'strategy', strategy: 'COST_OPTIMIZED' }, { strategy: 'COST_OPTIMIZED' }],
  [{ type: 'model', id: 'openai/gpt-4o' }, { model: 'openai/gpt-4o' }],
  [{ type: 'chain', name: 'LOCAL_ONLY' }, { chain: 'LOCAL_ONLY' }],
])('the route %o requests %o', (route, input) => {
  expect(routeInput(route)).toEqual(input);
});

test.each([
  ['model=openai%2Fgpt-4o', [{ type: 'model', id: 'openai/gpt-4o' }]],
  [
    'model=a%2Fb&model=c%2Fd',
    [
      { type: 'model', id: 'a/b' },
      { type: 'model', id: 'c/d' },
    ],
  ],
  ['chain=LOCAL_ONLY', [{ type: 'chain', name: 'LOCAL_ONLY' }]],
  ['strategy=COST_OPTIMIZED', [{ type: 'strategy', strategy: 'COST_OPTIMIZED' }]],
  ['strategy=UNKNOWN', []],
  ['', []],
])('the address ?%s names the routes %o', (query, routes) => {
  expect(routesOfAddress(new URLSearchParams(query))).toEqual(routes);
});

test('strategies have names for people', () => {
  expect(strategyLabel(null)).toBe('Auto');
  expect(strategyLabel('QUALITY_OPTIMIZED')).toBe('Best quality');
  expect(strategyLabel('MANUAL')).toBe('Manual');
});

test('a route has a short name', () => {
  expect(routeLabel({ type: 'model', id: 'a/b' })).toBe('a/b');
  expect(routeLabel({ type: 'chain', name: 'LOCAL_ONLY' })).toBe('LOCAL_ONLY');
  expect(routeLabel({ type: 'strategy', strategy: 'BALANCED' })).toBe('Balanced');
});
