/** Letters and digits in one token. A longer word is several tokens. */
const lettersPerToken = 8;

/**
 * The end of the token that begins at `from`. A token is a word or another sign, with the blanks before it. A word of
 * more than eight letters or digits is several tokens. In scripts without blanks each sign is a token.
 */
export function tokenEnd(text: string, from: number): number {
  const length = text.length;
  let at = from;
  while (at < length && isBlank(text.charCodeAt(at))) at++;
  if (at === length) return length;
  const first = text.charCodeAt(at);
  if (!isLetter(first)) return isHighSurrogate(first) && at + 1 < length ? at + 2 : at + 1;
  const limit = Math.min(length, at + lettersPerToken);
  at++;
  while (at < limit && isLetter(text.charCodeAt(at))) at++;
  return at;
}

/** The number of billed tokens of a text. */
export function countTokens(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at = tokenEnd(text, at)) count++;
  return count;
}

/** The text's first `count` tokens. */
export function takeTokens(text: string, count: number): string {
  let at = 0;
  for (let taken = 0; taken < count && at < text.length; taken++) at = tokenEnd(text, at);
  return text.slice(0, at);
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 160;
}

function isLetter(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
  return code >= 0xc0 && code < 0x2000;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}
