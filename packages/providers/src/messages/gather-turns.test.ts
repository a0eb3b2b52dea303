import { describe, expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import { type BlockWriter, gatherTurns } from './gather-turns.ts';

const write: BlockWriter = {
  user: ({ parts }) => parts.map((part) => ({ said: part.type === 'text' ? part.text : part.type })),
  assistant: ({ text }) => (text === '' ? [] : [{ answered: text }]),
  tool: ({ text }) => [{ result: text }],
};

const system = (text: string): Message => ({ role: 'system', text });
const user = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] });
const assistant = (text: string): Message => ({ role: 'assistant', text, toolCalls: [] });
const tool = (text: string): Message => ({ role: 'tool', toolCallId: text, toolName: 'look', text });

describe('gatherTurns', () => {
  it('puts system text apart, wherever it stands', () => {
    expect(gatherTurns([system('Be brief.'), user('Hi'), system(''), system('Be kind.')], write)).toEqual({
      system: 'Be brief.\n\nBe kind.',
      turns: [{ role: 'user', blocks: [{ said: 'Hi' }] }],
    });
    expect(gatherTurns([user('Hi')], write).system).toBe('');
  });

  it('counts tool results to the user, and makes one turn of neighbours', () => {
    expect(gatherTurns([user('Look!'), assistant('So.'), tool('a'), tool('b'), user('And?')], write).turns).toEqual([
      { role: 'user', blocks: [{ said: 'Look!' }] },
      { role: 'assistant', blocks: [{ answered: 'So.' }] },
      { role: 'user', blocks: [{ result: 'a' }, { result: 'b' }, { said: 'And?' }] },
    ]);
  });

  it('leaves out what says nothing, so that its neighbours meet', () => {
    expect(gatherTurns([user('a'), assistant(''), system('x'), user('b')], write).turns).toEqual([
      { role: 'user', blocks: [{ said: 'a' }, { said: 'b' }] },
    ]);
  });
});
