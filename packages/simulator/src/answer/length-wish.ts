/** The length of the answer that the prompt requests. */
export type LengthWish = { unit: 'words' | 'tokens' | 'sentences' | 'paragraphs'; count: number };

const spelled: Readonly<Record<string, number>> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  twenty: 20,
  fifty: 50,
  hundred: 100,
};

const pattern = new RegExp(
  `(?<![\\w.])(\\d{1,3}(?:,\\d{3})+|\\d{1,6}|${Object.keys(spelled).join('|')})[ -]?(word|token|sentence|paragraph)s?\\b`,
  'i',
);

/** Reads `in 5 words`, `write 1000 tokens`, `two paragraphs`. Null if the prompt names no length. */
export function readLengthWish(prompt: string): LengthWish | null {
  const match = pattern.exec(prompt);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const figure = match[1].toLowerCase();
  const count = spelled[figure] ?? Number(figure.replaceAll(',', ''));
  const unit = match[2].toLowerCase();
  // "the word turbine" and "a word about" request no length.
  if (figure === 'a' && unit !== 'sentence' && unit !== 'paragraph') return null;
  return count < 1 ? null : { unit: `${unit}s` as LengthWish['unit'], count };
}
