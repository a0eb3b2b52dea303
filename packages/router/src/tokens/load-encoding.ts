import { createRequire } from 'node:module';
import { type EncodingName, tokenFamilyOf } from './token-family.ts';

/** Counts the tokens of a text. Takes time in the square of the longest word: see `cutLongWords`. */
type CountTokens = (text: string) => number;

type EncodingModule = typeof import('gpt-tokenizer/encoding/o200k_base');

const require = createRequire(import.meta.url);
const loaded = new Map<EncodingName, CountTokens>();

/** Text is never a special token here, whatever it looks like: `<|endoftext|>` in a prompt is plain text. */
const plainText = { disallowedSpecial: new Set<string>() };

/**
 * How many words' tokens an encoding keeps. Its default of 100,000 would hold the words of past prompts, and with them,
 * since a word is a slice, the prompts themselves.
 */
const keptWords = 2000;

/** An encoding's count; loaded at the first call, which takes some 100 ms and 20 MB. `loadEncodings` does it at start. */
export function loadEncoding(name: EncodingName): CountTokens {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const encoding: EncodingModule = require(`gpt-tokenizer/encoding/${name}`);
  encoding.setMergeCacheSize(keptWords);
  const countTokens = (text: string): number => encoding.countTokens(text, plainText);
  loaded.set(name, countTokens);
  return countTokens;
}

/** Loads the encodings that these models need, so that the first request does not wait for them. Call it at start. */
export function loadEncodings(modelNames: Iterable<string>): void {
  const names = new Set<EncodingName>(['o200k_base']);
  for (const name of modelNames) names.add(tokenFamilyOf(name).encoding);
  for (const name of names) loadEncoding(name)('ready');
}
