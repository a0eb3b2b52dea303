import { loadEncoding } from './load-encoding.ts';
import type { EncodingName } from './token-family.ts';

/** The maximum characters that are counted exactly: about 4,000 tokens, 1 to 2 ms, and 10 ms for one long word. */
const countedCharacters = 16_000;

/** A longer text is estimated from this number of samples, spread evenly. */
const stretches = 16;
const stretchCharacters = 512;

/** A prompt's estimate is raised by a tenth, so that it is more likely too high than too low. */
const usualCaution = 1.1;

/**
 * Tokens of texts in an encoding. Above 16,000 characters in total, it is an estimate from samples, times `caution`,
 * because a long prompt must not block other streams.
 */
export function countTexts(texts: readonly string[], encoding: EncodingName, caution = usualCaution): number {
  let characters = 0;
  for (const text of texts) characters += text.length;
  if (characters > countedCharacters) return Math.ceil(estimateTokens(texts, characters, encoding) * caution);
  let tokens = 0;
  for (const text of texts) tokens += countText(text, encoding);
  return tokens;
}

function countText(text: string, encoding: EncodingName): number {
  return text === '' ? 0 : loadEncoding(encoding).countTokens(text);
}

function estimateTokens(texts: readonly string[], characters: number, encoding: EncodingName): number {
  const sample = sampleOf(texts, characters);
  return (countText(sample, encoding) / sample.length) * characters;
}

/** Joining copies the samples: an encoding keeps words, and a kept slice would keep its whole prompt in memory. */
function sampleOf(texts: readonly string[], characters: number): string {
  const step = (characters - stretchCharacters) / (stretches - 1);
  const pieces: string[] = [];
  let first = 0;
  let before = 0;
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor(stretch * step);
    while (before + lengthOf(texts, first) <= start) before += lengthOf(texts, first++);
    let left = stretchCharacters;
    for (let next = first; next < texts.length && left > 0; next++) {
      const from = next === first ? start - before : 0;
      const piece = texts[next]?.slice(from, from + left) ?? '';
      pieces.push(piece);
      left -= piece.length;
    }
  }
  return pieces.join('\n');
}

function lengthOf(texts: readonly string[], order: number): number {
  return texts[order]?.length ?? Infinity;
}
