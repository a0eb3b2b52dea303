import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CL100K_TOKEN_SPLIT_REGEX, O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { RankTable } from './rank-table.ts';
import { type EncodingName, tokenFamilyOf } from './token-family.ts';

const require = createRequire(import.meta.url);
const loaded = new Map<EncodingName, BytePairEncoding>();

/** The patterns by which OpenAI's encodings split a text into words. */
const words: Readonly<Record<EncodingName, RegExp>> = {
  o200k_base: O200K_TOKEN_SPLIT_REGEX,
  cl100k_base: CL100K_TOKEN_SPLIT_REGEX,
};

/** An encoding. The first call reads it, which takes about 60 ms and 4 MB. `loadEncodings` does that at start. */
export function loadEncoding(name: EncodingName): BytePairEncoding {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const ranks = RankTable.parse(readFileSync(require.resolve(`gpt-tokenizer/data/${name}.tiktoken`)));
  const encoding = new BytePairEncoding(ranks, words[name]);
  loaded.set(name, encoding);
  return encoding;
}

/** Loads the encodings of these models, so that the first request does not wait for them. Call it at start. */
export function loadEncodings(modelNames: Iterable<string>): void {
  const names = new Set<EncodingName>(['o200k_base']);
  for (const name of modelNames) names.add(tokenFamilyOf(name).encoding);
  for (const name of names) loadEncoding(name);
}
