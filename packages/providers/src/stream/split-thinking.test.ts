import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opensThoughts, ThinkingSplitter } from './split-thinking.ts';

function splitAll(pieces: readonly string[], isJson = false, opens = false): { thinking: string; text: string } {
  const splitter = new ThinkingSplitter({ isJson, opensThoughts: opens });
  let thinking = '';
  let text = '';
  let isDone = false;
  for (const piece of pieces) {
    if (isDone) {
      text += piece;
      continue;
    }
    const part = splitter.split(piece);
    thinking += part.thinking;
    text += part.text;
    isDone = part.isDone;
  }
  const rest = splitter.end();
  return { thinking: thinking + rest.thinking, text: text + rest.text };
}

describe('ThinkingSplitter', () => {
  it.each<[string, string, boolean, string, string]>([
    ['thoughts before the answer', '<think>\nhm\n</think>\n\nfine', false, 'hm', 'fine'],
    ['no thoughts', 'a <think> in the middle</think>', false, '', 'a <think> in the middle</think>'],
    ['empty thoughts', '<think></think>fine', false, '', 'fine'],
    ['thoughts without an end', '<think>hm </thin', false, 'hm </thin', ''],
    ['a closing tag alone, where the answer is JSON', 'hm\n</think>\n{"a":1}', true, 'hm', '{"a":1}'],
    ['a closing tag alone, where the answer is text', 'hm</think>fine', false, '', 'hm</think>fine'],
    ['prose before JSON', 'Here: {"a":1}', true, '', 'Here: {"a":1}'],
    ['JSON', ' {"a":"</think>"}', true, '', ' {"a":"</think>"}'],
    ['a text that is short', '<', false, '', '<'],
  ])('%s', (_, whole, isJson, thinking, text) => {
    expect(splitAll([whole], isJson)).toEqual({ thinking, text });
    expect(splitAll([...whole], isJson).text).toBe(text);
  });

  it.each<[string, string, string, string]>([
    ['stands alone at the beginning', '</think>\n\nfine', '', 'fine'],
    ['stands on a line of its own', 'hm\nso\n</think>\n\nfine', 'hm\nso', 'fine'],
    ['stands among words', 'The tag </think> ends\nthoughts.', '', 'The tag </think> ends\nthoughts.'],
    ['stands among words, then alone', 'Use </think> so:\n</think>\n', '', 'Use </think> so:\n</think>\n'],
    ['follows an opening tag in the text', 'So:\n<think>\n</think>\nx', '', 'So:\n<think>\n</think>\nx'],
  ])('a single closing tag that %s, in a text that comes at once', (_, whole, thinking, text) => {
    expect(splitAll([whole])).toEqual({ thinking, text });
  });

  it('holds the text of a model whose template opens the reasoning, up to a bound', () => {
    const whole = 'hm, let me see</think>\n\nfine';
    expect(splitAll([...whole], false, true)).toEqual({ thinking: 'hm, let me see', text: 'fine' });
    expect(splitAll([...'fine'], false, true)).toEqual({ thinking: '', text: 'fine' });
    const splitter = new ThinkingSplitter({ isJson: false, opensThoughts: true });
    const long = 'a'.repeat(4_000);
    expect(splitter.split(long)).toEqual({ thinking: '', text: '', isDone: false });
    expect(splitter.split('b')).toEqual({ thinking: '', text: `${long}b`, isDone: true });
  });

  it.each([
    ['deepseek-r1:8b', true],
    ['deepseek/deepseek-r1-0528', true],
    ['Qwen/QwQ-32B', true],
    ['qwen3-235b-a22b-thinking-2507', true],
    ['moonshotai/kimi-k2-thinking', true],
    ['command-r10', false],
    ['qwen3-32b', false],
    ['claude-sonnet-5', false],
    ['gpt-4o', false],
  ])("recognises by its name whether a model's template opens the reasoning: %s %s", (model, opens) => {
    expect(opensThoughts(model)).toBe(opens);
  });

  it('gives the same text for any pieces', () => {
    const piece = fc.constantFrom('<think>', '</think>', '<', '</th', 'ink>', 'a', ' ', '{');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, isJson) => {
        const whole = splitAll([pieces.join('')], isJson);
        expect(splitAll([...pieces.join('')], isJson).text).toBe(whole.text);
      }),
    );
  });
});
