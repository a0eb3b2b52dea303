import { describe, expect, it } from 'vitest';
import { assistantMessage, userMessage } from '../testing/messages.ts';
import { withQuestion } from './with-question.ts';

const system = (text: string) => ({ role: 'system' as const, text });

describe('a conversation with a question', () => {
  it('stays as it is', () => {
    const messages = [system('Be brief.'), userMessage('Hi'), assistantMessage('Yes?'), userMessage('So?')];
    expect(withQuestion(messages)).toBe(messages);
  });

  it('loses what the user did not say', () => {
    expect(withQuestion([userMessage(''), system('a'), userMessage('Hi'), userMessage(' \n')])).toEqual([
      system('a'),
      userMessage('Hi'),
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

  it('are nothing where there are none', () => {
    expect(withQuestion([userMessage('')])).toEqual([]);
    expect(withQuestion([])).toEqual([]);
  });
});
