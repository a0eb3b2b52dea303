const quote = 34;
const backslash = 92;

/** Characters of a string that are looked at one by one: a search costs as much as some twenty of them. */
const stretch = 64;

/** Where the string that begins at `start` has its closing quote; the end of the text where it has none. */
export function endOfJsonString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const end = Math.min(text.length, at + stretch);
    while (at < end) {
      const code = text.charCodeAt(at);
      if (code === quote) return at;
      at += code === backslash ? 2 : 1;
    }
    const next = text.indexOf('"', at);
    if (next === -1) break;
    if (!isEscaped(text, next, at)) return next;
    at = next + 1;
  }
  return text.length;
}

/** Whether a quote has an odd number of backslashes before it, from a character on that has none. */
function isEscaped(text: string, at: number, from: number): boolean {
  let first = at;
  while (first > from && text.charCodeAt(first - 1) === backslash) first--;
  return (at - first) % 2 === 1;
}
