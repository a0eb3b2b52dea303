import { describe, expect, it } from 'vitest';
import { questionOf } from '../testing/question.ts';
import type { Answer } from './answer.ts';
import { composeAnswer, continuePrefill } from './compose-answer.ts';
import { PromptCache } from './prompt-cache.ts';
import type { Question } from './question.ts';
import { countTokens } from './tokens.ts';

function compose(prompt: string, changes: Partial<Question> = {}): Answer {
  return composeAnswer(questionOf(prompt, changes), new PromptCache());
}

function textOf(answer: Answer): string {
  return answer.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

describe('composeAnswer', () => {
  it('ends at the limit of tokens and reports it', () => {
    const answer = compose('Write 100 tokens', { maxTokens: 10 });
    expect(answer.finish).toBe('length');
    expect(answer.usage.outputTokens).toBe(10);
    expect(countTokens(textOf(answer))).toBe(10);
  });

  it('finishes properly when the limit is just enough', () => {
    expect(compose('Write 100 tokens', { maxTokens: 100 }).finish).toBe('stop');
  });

  it('stops before the first stop sequence, and names it', () => {
    const answer = compose('Say "one two three four"', { stop: ['four', 'three', ''] });
    expect(textOf(answer)).toBe('one two ');
    expect(answer).toMatchObject({ finish: 'stop-sequence', stopSequence: 'three' });
  });

  it('is empty if the stop sequence comes first, and ends by length if the limit comes before it', () => {
    expect(compose('Say "one two"', { stop: ['one'] }).parts).toEqual([]);
    expect(compose('Say "one two three"', { stop: ['three'], maxTokens: 1 })).toMatchObject({
      finish: 'length',
      stopSequence: null,
    });
  });

  it('reasons if the model or the request says so, within the limit', () => {
    expect(compose('Why?').usage.reasoningTokens).toBe(0);
    expect(compose('Why?', { model: 'sandbox-reasoning' }).parts.map((part) => part.type)).toEqual([
      'reasoning',
      'text',
    ]);
    const short = compose('Why?', { wantsReasoning: true, maxTokens: 10 });
    expect(short.usage).toMatchObject({ reasoningTokens: 5, outputTokens: 5 });
  });

  it('continues a prefill without repeating it, so that both together are the usual answer', () => {
    const whole = textOf(compose('Tell me about rivers'));
    for (const length of [1, 50, whole.length - 10]) {
      const rest = textOf(compose('Tell me about rivers', { prefill: whole.slice(0, length) }));
      expect(whole.slice(0, length) + rest).toBe(whole);
    }
  });

  it('gives the same answer for every model, unless the model has a voice or the request a seed', () => {
    const usual = textOf(compose('Tell me about rivers'));
    expect(textOf(compose('Tell me about rivers', { model: 'another' }))).toBe(usual);
    expect(textOf(compose('Tell me about rivers', { model: 'another-voice-2' }))).not.toBe(usual);
    expect(textOf(compose('Tell me about rivers', { seed: 5 }))).not.toBe(usual);
  });

  it('counts its answer and its prompt', () => {
    const answer = compose('Say "one two three"');
    expect(answer.usage).toMatchObject({ outputTokens: 3, reasoningTokens: 0, cachedInputTokens: 0 });
    expect(compose('Say "one two three" please').usage.inputTokens).toBe(answer.usage.inputTokens + 1);
    expect(compose('Say "one two three"', { system: 'Be brief' }).usage.inputTokens).toBeGreaterThan(
      answer.usage.inputTokens,
    );
  });

  it('answers in JSON if JSON is requested', () => {
    expect(JSON.parse(textOf(compose('Give the facts with keys name and city', { format: { type: 'json' } })))).toEqual(
      {
        name: expect.any(String),
        city: expect.any(String),
      },
    );
    const free = JSON.parse(textOf(compose('Rivers as JSON', { format: { type: 'json' } })));
    expect(free).toMatchObject({ topic: 'Rivers', source: 'sandbox' });
  });
});

const text = 'The quick brown fox jumps over the lazy dog, and no one minds at all.';

describe('continuePrefill', () => {
  it.each([
    ['the beginning of the text', 'The quick', text.slice(9)],
    ['a passage of it', `Well: ${text.slice(0, 44)}`, text.slice(44)],
    ['other words', 'Once upon a time', ` ${text}`],
    ['an open bracket', 'Once (', text],
    ['a blank', 'Once ', text],
  ])('continues %s', (_, prefill, expected) => {
    expect(continuePrefill(text, prefill)).toBe(expected);
  });
});
