import { describe, expect, it } from 'vitest';
import { alternateRoles } from './alternate-roles.ts';

const system = (content: string) => ({ role: 'system', content });
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

describe('alternateRoles', () => {
  it('keeps a conversation that alternates', () => {
    const messages = [system('s'), user('a'), assistant('b'), user('c')];
    expect(alternateRoles(messages)).toEqual(messages);
  });

  it('joins neighbours of one role, and instructions at the beginning', () => {
    expect(
      alternateRoles([user('a'), user('b'), system('s'), assistant('c'), assistant('d'), user('e'), system('t')]),
    ).toEqual([system('s\n\nt'), user('a\n\nb'), assistant('c\n\nd'), user('e')]);
  });

  it('joins parts with text', () => {
    const image = { type: 'image_url', image_url: { url: 'https://a.test/b.png' } };
    expect(alternateRoles([user('look'), user([image])])).toEqual([user([{ type: 'text', text: 'look' }, image])]);
  });

  it('omits empty messages, and joins their neighbours', () => {
    expect(alternateRoles([user('a'), assistant(' '), user('b'), user([{ type: 'text', text: '' }])])).toEqual([
      user('a\n\nb'),
    ]);
  });

  it('begins and ends with the user', () => {
    expect(alternateRoles([assistant('a')])).toEqual([user('Continue.'), assistant('a'), user('Continue.')]);
    expect(alternateRoles([system('s')])).toEqual([system('s'), user('Continue.')]);
  });

  it('keeps calls and their results separate', () => {
    const call = { role: 'assistant', content: null, tool_calls: [{ id: '1' }] };
    const results = [
      { role: 'tool', tool_call_id: '1', content: 'x' },
      { role: 'tool', tool_call_id: '2', content: '' },
    ];
    const messages = [user('a'), call, ...results, assistant('b'), user('c')];
    expect(alternateRoles(messages)).toEqual(messages);
  });
});
