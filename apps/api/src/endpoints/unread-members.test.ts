import { expect, test } from 'vitest';
import { unreadOf } from './unread-members.ts';

const known = new Set(['role', 'image_url']);

test('unread members are kept for providers of the protocol', () => {
  expect(unreadOf({ role: 'user', name: 'Ann', x: { y: [1] } }, known, 'messages[0]')).toEqual({
    providerOptions: { '*': { name: 'Ann', x: { y: [1] } } },
  });
});

test('unread members of an inner object stay inside it', () => {
  const part = { image_url: { url: 'u', focus: 'left' } };
  expect(unreadOf(part, known, 'p', ['image_url', new Set(['url'])])).toEqual({
    providerOptions: { '*': { image_url: { focus: 'left' } } },
  });
  expect(unreadOf({ image_url: 'u' }, known, 'p', ['image_url', new Set(['url'])])).toEqual({});
});

test('empty members are left out', () => {
  expect(unreadOf({ role: 'user', name: null, annotations: [] }, known, 'p')).toEqual({});
});

test('unread members of another protocol have its name as key', () => {
  expect(unreadOf({ top: 1 }, known, 'p', null, 'anthropic')).toEqual({ providerOptions: { anthropic: { top: 1 } } });
});

test('members that are too large are refused', () => {
  expect(() => unreadOf({ x: 'y'.repeat(70_000) }, known, 'messages[0]')).toThrow(
    'messages[0] may have at most 65536 characters as JSON',
  );
});

test('a member may have the name of an inherited property', () => {
  const { providerOptions } = unreadOf(JSON.parse('{"__proto__":{"a":1}}'), known, 'p');
  expect(JSON.stringify(providerOptions)).toBe('{"*":{"__proto__":{"a":1}}}');
});
