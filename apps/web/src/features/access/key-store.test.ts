// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { createKeyStore } from './key-store.ts';

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', '/models?search=gpt');
});

test('no key is stored at first', () => {
  expect(createKeyStore(window).read()).toBeNull();
});

test('a key in the address signs in and leaves the address', () => {
  history.replaceState(null, '', '/models?search=gpt#key=pk-abc%2F1');
  expect(createKeyStore(window).read()).toBe('pk-abc/1');
  expect(location.hash).toBe('');
  expect(location.search).toBe('?search=gpt');
});

test('a key in the address replaces the stored one', () => {
  createKeyStore(window).save('old');
  history.replaceState(null, '', '/#key=new');
  expect(createKeyStore(window).read()).toBe('new');
});

test('a key is stored without surrounding blanks, and outlives the page', () => {
  createKeyStore(window).save('  pk-1\n');
  expect(createKeyStore(window).read()).toBe('pk-1');
});

test('watchers are notified of every change until they stop watching', () => {
  const store = createKeyStore(window);
  const listener = vi.fn();
  const stop = store.watch(listener);
  store.save('pk-1');
  store.remove();
  expect(listener).toHaveBeenCalledTimes(2);
  expect(store.read()).toBeNull();
  stop();
  store.save('pk-2');
  expect(listener).toHaveBeenCalledTimes(2);
});
