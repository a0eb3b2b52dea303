/** OpenAI's byte-pair encodings. */
export type EncodingName = 'o200k_base' | 'cl100k_base';

/** How to count the tokens of a model. */
export type TokenFamily = {
  encoding: EncodingName;
  /** The factor of the encoding's count. 1 if the encoding is the model's own. */
  factor: number;
  /** Tokens for an image of about 1024 × 1024 pixels; sizes are not known before the call. */
  imageTokens: number;
  /** Tokens that the provider adds for tools. */
  toolPreambleTokens: number;
};

const openai = { encoding: 'o200k_base', factor: 1, imageTokens: 765, toolPreambleTokens: 0 } as const;

/**
 * By the model's name; the first match counts. OpenAI's own encodings are exact. The other vendors publish no tokenizer
 * that could run here. Their counts are o200k's times a factor. For English prose and code they are above the vendors'
 * usage reports.
 *
 * Images: OpenAI 85 + 170 for each tile of 512 pixels (gpt-4o-mini 2,833 + 5,667). 4.1's small models have 32-pixel
 * patches × 1.62 or 2.46. Claude has width × height / 750, at most about 1,600. Gemini has 258 for each tile of 768,
 * and 1,120 at its default resolution since 3. Claude's tool preamble is 346 tokens.
 */
const families: readonly { pattern: RegExp; family: TokenFamily }[] = [
  { pattern: /gpt-4o-mini/, family: { ...openai, imageTokens: 25_501 } },
  { pattern: /gpt-4\.1-nano/, family: { ...openai, imageTokens: 2520 } },
  { pattern: /gpt-4\.1-mini|gpt-5.*(mini|nano)|o4-mini/, family: { ...openai, imageTokens: 2520 } },
  { pattern: /gpt-4o|gpt-4\.\d|gpt-[5-9]|chatgpt|gpt-oss|(^|\/)o\d(-|$)/, family: openai },
  { pattern: /gpt-4|gpt-3\.5|gpt-35|text-embedding/, family: { ...openai, encoding: 'cl100k_base' } },
  { pattern: /claude/, family: { ...openai, factor: 1.25, imageTokens: 1600, toolPreambleTokens: 346 } },
  { pattern: /gemini|gemma/, family: { ...openai, factor: 1.1, imageTokens: 1120 } },
  { pattern: /llama|qwen|deepseek|kimi|glm/, family: { ...openai, factor: 1.1, imageTokens: 1600 } },
  { pattern: /.*/, family: { ...openai, factor: 1.2, imageTokens: 1600 } },
];

const familyByName = new Map<string, TokenFamily>();

/** The family of a model by its name (`gpt-4o-mini`). For an unknown name, o200k's count times 1.2. */
export function tokenFamilyOf(modelName: string): TokenFamily {
  const known = familyByName.get(modelName);
  if (known !== undefined) return known;
  const name = modelName.toLowerCase();
  const family = families.find(({ pattern }) => pattern.test(name))?.family ?? openai;
  if (familyByName.size < 10_000) familyByName.set(modelName, family);
  return family;
}
