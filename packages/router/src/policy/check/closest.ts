import { distance } from 'fastest-levenshtein';

/** Longer words are compared by their beginning: what is sent as a word may be a book. */
const comparedCharacters = 200;

/**
 * The candidate that a mistyped word was probably meant to be, or null when none is near: at most a third of its
 * letters may differ, and none of one or two; or at most `slips` letters. Case, `-`, `_` and spaces do not count.
 */
export function closest(word: string, candidates: Iterable<string>, slips?: number): string | null {
  const wanted = plain(word);
  if (wanted === '') return null;
  let best: string | null = null;
  let bestDistance = (slips ?? Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = plain(candidate);
    if (Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const edits = distance(wanted, other);
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

function plain(word: string): string {
  return word
    .slice(0, comparedCharacters)
    .toLowerCase()
    .replaceAll(/[-_\s]/g, '');
}
