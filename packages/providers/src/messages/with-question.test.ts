import { describe, expect, it } from 'vitest';
import { assistantMessage, userMessage } from '../testing/messages.ts';
import { missingQuestion, withFirstQuestion, withQuestion } from './with-question.ts';

const system = (text: string) => ({ role: 'system' as const, text });

describe('a conversation with a question', () => {
  it('stays unchanged', () => {
    const messages = [system('Be brief.'), userMessage('Hi'), assistantMessage('Yes?'), userMessage('So?')];
    expect(withQuestion(messages)).toBe(messages);
  });

  it('loses empty messages of the user', () => {
    expect(withQuestion([userMessage(''), system('a'), userMessage('Hi'), userMessage(' \n')])).toEqual([
      system('a'),
      userMessage('Hi'),
    ]);
  });

  it('loses blank answers and instructions, and the blank texts of a message', () => {
    const image = { type: 'image', image: { type: 'url', url: 'https://a.test/b.png' } } as const;
    const user = { role: 'user', parts: [{ type: 'text', text: ' ' }, image] } as const;
    expect(withQuestion([system('\n'), userMessage('a'), assistantMessage('\t'), user])).toEqual([
      userMessage('a'),
      { role: 'user', parts: [image] },
    ]);
  });

  it("keeps a blank text with a provider's state", () => {
    const state = { providerId: 'a', dialect: 'google', value: { thoughtSignature: 'x' } };
    const answer = { role: 'assistant', parts: [{ type: 'text', text: '', state }] } as const;
    const messages = [userMessage('a'), answer, userMessage('b')];
    expect(withQuestion(messages)).toBe(messages);
  });

  it('begins with the user if the protocol requires it', () => {
    const question = userMessage(missingQuestion);
    expect(withFirstQuestion([system('s'), userMessage(' '), assistantMessage('a'), userMessage('b')])).toEqual([
      system('s'),
      question,
      assistantMessage('a'),
      userMessage('b'),
    ]);
  });
});

describe('instructions alone', () => {
  it('end with the question', () => {
    expect(withQuestion([system('a'), { ...system('b'), cacheBreakpoint: true }, userMessage('')])).toEqual([
      system('a'),
      { role: 'user', parts: [{ type: 'text', text: 'b', cacheBreakpoint: true }] },
    ]);
  });

  it('become a plain question if there are none', () => {
    expect(withQuestion([userMessage('')])).toEqual([userMessage(missingQuestion)]);
    expect(withQuestion([])).toEqual([userMessage(missingQuestion)]);
  });
});
