import { expect, test } from 'vitest';
import { unreadOf } from './unread-members.ts';

const known = new Set(['role', 'image_url']);

test('members that were not read are kept for providers of the protocol', () => {
  expect(unreadOf({ role: 'user', name: 'Ann', x: { y: [1] } }, known, 'messages[0]')).toEqual({
    providerOptions: { '*': { name: 'Ann', x: { y: [1] } } },
  });
});

test('those of an inner object stand within it', () => {
  const part = { image_url: { url: 'u', focus: 'left' } };
  expect(unreadOf(part, known, 'p', ['image_url', new Set(['url'])])).toEqual({
    providerOptions: { '*': { image_url: { focus: 'left' } } },
  });
  expect(unreadOf({ image_url: 'u' }, known, 'p', ['image_url', new Set(['url'])])).toEqual({});
});

test('members that say nothing are left out', () => {
  expect(unreadOf({ role: 'user', name: null, annotations: [] }, known, 'p')).toEqual({});
});

test('they stand under the name of another protocol', () => {
  expect(unreadOf({ top: 1 }, known, 'p', null, 'anthropic')).toEqual({ providerOptions: { anthropic: { top: 1 } } });
});

test('too much is refused', () => {
  expect(() => unreadOf({ x: 'y'.repeat(70_000) }, known, 'messages[0]')).toThrow(
    'messages[0] may have at most 65536 characters as JSON',
  );
});

test('an inherited name is a member like any other', () => {
  const { providerOptions } = unreadOf(JSON.parse('{"__proto__":{"a":1}}'), known, 'p');
  expect(JSON.stringify(providerOptions)).toBe('{"*":{"__proto__":{"a":1}}}');
});
