import { expect, test } from 'vitest';
import { ClientNames } from './client-names.ts';

test('gives the first hundred names their own tags, and all others one shared tag', () => {
  const names = new ClientNames();
  const tags = Array.from({ length: 1_000 }, (_, at) => names.tagOf(`agent-${at}`));
  expect(tags.slice(98, 102)).toEqual(['agent:agent-98', 'agent:agent-99', 'agent:other', 'agent:other']);
  expect(new Set(tags).size).toBe(101);
  expect(names.tagOf('agent-0')).toBe('agent:agent-0');
});
