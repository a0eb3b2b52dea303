import { expect, test } from 'vitest';
import { pageOf } from './model-page.ts';

const models = ['a', 'b', 'c', 'd', 'e'].map((id) => {
  return { type: 'model', id, display_name: id, created_at: '2024-01-01T00:00:00.000Z' } as const;
});
const page = (query: string) => {
  const { data, ...rest } = pageOf(models, new URLSearchParams(query));
  return { ids: data.map(({ id }) => id).join(''), ...rest };
};

test.each([
  ['', 'abcde', false],
  ['limit=2', 'ab', true],
  ['limit=2&after_id=b', 'cd', true],
  ['limit=2&after_id=d', 'e', false],
  ['limit=2&before_id=d', 'bc', true],
  ['limit=2&before_id=c', 'ab', false],
  ['after_id=e', '', false],
])('the page of %s', (query, ids, has_more) => {
  expect(page(query)).toEqual({ ids, has_more, first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null });
});

test.each(['limit=0', 'limit=1001', 'limit=x'])('%s is refused', (query) => {
  expect(() => page(query)).toThrow(expect.objectContaining({ field: 'limit' }));
});
