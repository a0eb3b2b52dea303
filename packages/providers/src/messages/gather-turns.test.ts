import { describe, expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import { assistantMessage, toolMessage, userMessage } from '../testing/messages.ts';
import { type BlockWriter, gatherTurns, joinInstructions, type Turns } from './gather-turns.ts';
import { textOfMessage } from './message-texts.ts';
import type { WriteContext } from './write-context.ts';

const write: BlockWriter = {
  user: ({ parts }) => parts.map((part) => ({ said: part.type === 'text' ? part.text : part.type })),
  assistant: ({ parts }) => parts.map((part) => ({ answered: part.type === 'text' ? part.text : part.type })),
  tool: (message) => [{ result: textOfMessage(message) }],
};

const system = (text: string): Message => ({ role: 'system', text });
const user = userMessage;
const assistant = (text: string): Message => assistantMessage(text);
const tool = (text: string): Message => toolMessage(text, 'look', text);
const context = (): WriteContext => ({ providerId: 'acme', dialect: 'anthropic', warnings: [] });
const gather = (messages: readonly Message[]): Turns => gatherTurns(messages, context(), write);

describe('gatherTurns', () => {
  it('separates system text from any place', () => {
    const gathered = gather([system('Be brief.'), user('Hi'), system(''), system('Be kind.')]);
    expect(joinInstructions(gathered.system)).toBe('Be brief.\n\nBe kind.');
    expect(gathered.turns).toEqual([{ role: 'user', blocks: [{ said: 'Hi' }] }]);
    expect(joinInstructions(gather([user('Hi')]).system)).toBe('');
  });

  it('assigns tool results to the user, and joins neighbours into one turn', () => {
    expect(gather([user('Look!'), assistant('So.'), tool('a'), tool('b'), user('And?')]).turns).toEqual([
      { role: 'user', blocks: [{ said: 'Look!' }] },
      { role: 'assistant', blocks: [{ answered: 'So.' }] },
      { role: 'user', blocks: [{ result: 'a' }, { result: 'b' }, { said: 'And?' }] },
    ]);
  });

  it('omits empty messages, so that their neighbours are merged', () => {
    expect(gather([user('a'), assistant(''), system('x'), user('b')]).turns).toEqual([
      { role: 'user', blocks: [{ said: 'a' }, { said: 'b' }] },
    ]);
  });

  it('puts the options of a message for this provider into its last block', () => {
    const providerOptions = { anthropic: { cached: true }, openai: { other: true } };
    const messages = [{ ...user('a'), providerOptions }, tool('b')];
    expect(gather(messages).turns).toEqual([{ role: 'user', blocks: [{ said: 'a', cached: true }, { result: 'b' }] }]);
  });
});
