// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest';
import { readViews, withView } from './saved-views.tsx';

const storageKey = 'penstock.generation-views';
afterEach(() => window.localStorage.clear());

test('a view replaces the view with the same name, and beyond 30 the oldest are removed', () => {
  const views = withView([{ name: 'a', query: 'status=FAILED' }], { name: 'a', query: 'q=moon' });
  expect(views).toEqual([{ name: 'a', query: 'q=moon' }]);
  const many = Array.from({ length: 30 }, (_, index) => ({ name: `view ${index}`, query: '' }));
  expect(withView(many, { name: 'new', query: '' }).map(({ name }) => name)).toEqual([
    ...many.slice(1).map(({ name }) => name),
    'new',
  ]);
});

test('stored views are read, and entries that are not views are ignored', () => {
  window.localStorage.setItem(storageKey, JSON.stringify([{ name: 'a', query: 'q=x' }, 5, null]));
  expect(readViews()).toEqual([{ name: 'a', query: 'q=x' }]);
  window.localStorage.setItem(storageKey, '{');
  expect(readViews()).toEqual([]);
});
