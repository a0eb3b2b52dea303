// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { forgetDraft, keepDraft, readDraft } from './draft-store.ts';

const draft = { yaml: 'models: {}', base: { revision: 3, yaml: 'models: {a: {}}' }, savedAtMs: 5 };

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

test('a draft is there after a reload, until it is forgotten', () => {
  expect(readDraft()).toBeNull();
  expect(keepDraft(draft)).toBe(true);
  expect(readDraft()).toEqual(draft);
  forgetDraft();
  expect(readDraft()).toBeNull();
});

test('a draft that another version kept, or a broken one, is none', () => {
  for (const text of ['{', '{"yaml":"x"}', '[]', '"x"', '{"yaml":"x","savedAtMs":1,"base":{"revision":1}}']) {
    sessionStorage.setItem('penstock.policy-draft', text);
    expect(readDraft()).toBeNull();
  }
});

test('says so where the browser keeps nothing', () => {
  const full = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  vi.stubGlobal('sessionStorage', { setItem: full });
  expect(keepDraft(draft)).toBe(false);
});
