import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ThinkingSplitter } from './split-thinking.ts';

function splitAll(pieces: readonly string[], isJson = false): { thinking: string; text: string } {
  const splitter = new ThinkingSplitter(isJson);
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
