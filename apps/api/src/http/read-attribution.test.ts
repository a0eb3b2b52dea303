import { expect, test } from 'vitest';
import { readAttributionHeaders } from './read-attribution.ts';

test('the three headers are read, tags by commas, and UTF-8 as it was meant', () => {
  expect(readAttributionHeaders({})).toBeNull();
  expect(readAttributionHeaders({ 'x-penstock-end-user': Buffer.from('Zoë').toString('latin1') })).toEqual({
    endUser: 'Zoë',
    session: null,
    tags: [],
  });
  expect(readAttributionHeaders({ 'x-penstock-session': 's1', 'x-penstock-tags': 'a, b' })).toEqual({
    endUser: null,
    session: 's1',
    tags: ['a', ' b'],
  });
});
