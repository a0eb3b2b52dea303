const quote = 34;
const backslash = 92;

/** The first characters of a string are compared one by one. A search costs as much as about twenty comparisons. */
const stretch = 64;

/** The index of the closing quote of the string that begins at `start`. The end of the text if there is none. */
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

/** Whether an odd number of backslashes precedes a quote, counted back to `from`. */
function isEscaped(text: string, at: number, from: number): boolean {
  let first = at;
  while (first > from && text.charCodeAt(first - 1) === backslash) first--;
  return (at - first) % 2 === 1;
}
