/** How much of the prefill's end must stand in the text for the answer to go on behind it. */
const overlapCharacters = 40;

/**
 * What follows the prefill: the rest of the text where the prefill is its beginning or one of its passages, else the
 * text from its start. Never repeats the prefill, and never runs two words together.
 */
export function continuePrefill(text: string, prefill: string): string {
  if (text.startsWith(prefill)) return text.slice(prefill.length);
  const tail = prefill.slice(-overlapCharacters);
  const found = tail.length < overlapCharacters ? -1 : text.indexOf(tail);
  if (found !== -1 && found + tail.length < text.length) return text.slice(found + tail.length);
  return /[\s({["“]$/u.test(prefill) ? text : ` ${text}`;
}
