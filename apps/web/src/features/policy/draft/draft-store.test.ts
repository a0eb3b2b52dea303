// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { forgetDraft, keepDraft, readDraft } from './draft-store.ts';

const draft = { yaml: 'models: {}', base: { revision: 3, yaml: 'models: {a: {}}' }, savedAtMs: 5 };

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

test('a reload restores a draft, until it is removed', () => {
  expect(readDraft()).toBeNull();
  expect(keepDraft(draft)).toBe(true);
  expect(readDraft()).toEqual(draft);
  forgetDraft();
  expect(readDraft()).toBeNull();
});

test('a draft in the form of another version, or a broken draft, is ignored', () => {
  for (const text of ['{', '{"yaml":"x"}', '[]', '"x"', '{"yaml":"x","savedAtMs":1,"base":{"revision":1}}']) {
    sessionStorage.setItem('penstock.policy-draft', text);
    expect(readDraft()).toBeNull();
  }
});

test('reports that the browser stores nothing', () => {
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  vi.stubGlobal('sessionStorage', { setItem: full });
  expect(keepDraft(draft)).toBe(false);
});
