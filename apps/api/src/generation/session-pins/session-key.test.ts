import type { ChatCall } from '@penstock/router';
import { describe, expect, test } from 'vitest';
import { plainRequest } from '../../testing/plain-request.ts';
import { sessionKeyOf } from './session-key.ts';

const said = (role: 'user' | 'assistant', text: string): ChatCall['messages'][number] => ({
  role,
  parts: [{ type: 'text', text }],
});
const key = (changes: Parameters<typeof plainRequest>[1]) => sessionKeyOf(plainRequest('hi', changes));
const first = [{ role: 'system' as const, text: 'Be brief.' }, said('user', 'hi')];

describe('the session of a request', () => {
  test('is its conversation, by the part that does not change from turn to turn', () => {
    const grown = [...first, said('assistant', 'Hello.'), said('user', 'more')];
    expect(key({ messages: grown })).toBe(key({ messages: first }));
    expect(key({ messages: [{ role: 'system', text: 'Be long.' }, said('user', 'hi')] })).not.toBe(
      key({ messages: first }),
    );
    expect(key({ messages: [...first.slice(0, 1), said('user', 'ho')] })).not.toBe(key({ messages: first }));
  });

  test('depends on the whole definition of its tools', () => {
    const tool = (description: string) => ({ name: 'look', description, parameters: { type: 'object' } });
    const look = key({ tools: [tool('Looks.')] });
    expect(key({ tools: [tool('Looks.')] })).toBe(look);
    expect(key({ tools: [tool('Looks up.')] })).not.toBe(look);
    expect(key({ tools: [{ ...tool('Looks.'), parameters: {} }] })).not.toBe(look);
    expect(key({})).not.toBe(look);
  });

  test('is one conversation of its end user, and not all of them', () => {
    const ann = key({ endUser: 'ann' });
    expect(key({ endUser: 'bob' })).not.toBe(ann);
    expect(key({ endUser: 'ann', messages: [said('user', 'ho')] })).not.toBe(ann);
    expect(key({ endUser: 'ann', session: 's' })).toBe(key({ endUser: 'bob', session: 's' }));
  });

  test('with instructions only is identified by them', () => {
    expect(key({ messages: [{ role: 'system', text: 'a' }] })).not.toBe(
      key({ messages: [{ role: 'system', text: 'b' }] }),
    );
  });

  test('is the session that its caller names, or its prompt_cache_key', () => {
    expect(key({ session: 's' })).toBe(key({ session: 's', messages: first }));
    expect(key({ session: 's' })).not.toBe(key({ session: 't' }));
    const options = { providerOptions: { '*': { prompt_cache_key: 's' } } };
    expect(key(options)).toBe(key({ ...options, messages: first }));
  });

  test('is not the session of another caller', () => {
    expect(key({ session: 's', workspaceId: 'other' })).not.toBe(key({ session: 's' }));
    expect(key({ session: 's', apiKeyId: 'k' })).not.toBe(key({ session: 's' }));
  });
});
