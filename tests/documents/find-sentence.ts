/** Source text as words. Template placeholders and punctuation become gaps. */
export function readWords(source: string): string {
  return ` ${source
    .replaceAll(/\$\{[^}]*\}/g, ' ')
    .replaceAll(/[^\p{L}\p{N}_/-]+/gu, ' ')
    .trim()} `;
}

/**
 * The part of a sentence that a program with these words (`readWords`) does not write; null when it may write all. A
 * sentence may be composed of several templates, so the function searches for runs of words, the longest first. Few
 * long runs must cover it: two, or on average one for three words. `…` stands for anything.
 */
export function missingPart(sentence: string, words: string): string | null {
  const parts = sentence.split('…').map((part) => readWords(part).trim().split(' ').filter(Boolean));
  return parts.map((part) => uncovered(part, words)).find((part) => part !== null) ?? null;
}

function uncovered(part: readonly string[], words: string): string | null {
  let runs = 0;
  for (let at = 0; at < part.length; runs++) {
    let end = part.length;
    while (end > at && !words.includes(` ${part.slice(at, end).join(' ')} `)) end--;
    if (end === at) return part.slice(at).join(' ');
    at = end;
  }
  return runs <= Math.max(2, Math.ceil(part.length / 3)) ? null : part.join(' ');
}
