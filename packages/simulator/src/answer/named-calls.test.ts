import { describe, expect, it } from 'vitest';
import { readNamedCalls } from './named-calls.ts';
import type { Turn } from './question.ts';

const user = (text: string): Turn => ({ role: 'user', text, images: [] });
const result: Turn = { role: 'tool', toolName: 'Bash', text: 'a.txt' };

describe('readNamedCalls', () => {
  it.each<[string, unknown]>([
    ['List it. [call Bash {"command":"ls"}]', [{ name: 'Bash', arguments: { command: 'ls' } }]],
    ['[call shell {"command":["ls","-l"]}]', [{ name: 'shell', arguments: { command: ['ls', '-l'] } }]],
    [
      '[call a] and [call b {"x":1}]',
      [
        { name: 'a', arguments: {} },
        { name: 'b', arguments: { x: 1 } },
      ],
    ],
    ['[call a {not json}]', [{ name: 'a', arguments: {} }]],
    ['[call none]', []],
    ['Call a taxi [now].', null],
  ])('%s', (prompt, calls) => {
    expect(readNamedCalls({ turns: [user(prompt)] })).toEqual(calls);
  });

  it('dictates nothing after the result, even if the client adds a message to it', () => {
    expect(readNamedCalls({ turns: [user('[call Bash]'), result, user('Mind the weather.')] })).toEqual([]);
  });

  it('follows the last message that dictates a call', () => {
    const calls = readNamedCalls({ turns: [user('[call Bash]'), result, user('[call Read]'), user('Go on.')] });
    expect(calls?.map(({ name }) => name)).toEqual(['Read']);
  });
});
