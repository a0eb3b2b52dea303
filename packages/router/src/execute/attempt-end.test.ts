import { modelRequest } from '@penstock/providers/testing';
import { expect, it } from 'vitest';
import { lacksRequiredCall } from './attempt-end.ts';
import type { ModelCall } from './model-call.ts';

type Choice = Extract<ModelCall, { type: 'chat' }>['request']['toolChoice'];

it.each<[Choice, readonly string[], boolean]>([
  [null, [], false],
  [{ type: 'auto' }, [], false],
  [{ type: 'none' }, [], false],
  [{ type: 'required' }, [], true],
  [{ type: 'required' }, ['a'], false],
  [{ type: 'tool', name: 'a' }, [], true],
  [{ type: 'tool', name: 'a' }, ['b'], true],
  [{ type: 'tool', name: 'a' }, ['b', 'a'], false],
])('with the choice %j, calls of %j miss the required call: %s', (toolChoice, called, lacks) => {
  expect(lacksRequiredCall({ type: 'chat', request: modelRequest({ toolChoice }) }, called)).toBe(lacks);
});
