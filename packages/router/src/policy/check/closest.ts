import { distance } from 'fastest-levenshtein';

/** Longer words are compared by their beginning, because a word may be as long as a book. */
const comparedCharacters = 200;

/**
 * The most similar candidate to a mistyped word, or null if none is similar. At most a third of its letters may differ,
 * or at most `slips`. Two swapped neighbours count as one difference. A word of one or two letters must be equal. Case,
 * `-`, `_` and spaces do not count.
 */
export function closest(word: string, candidates: Iterable<string>, slips?: number): string | null {
  const wanted = plain(word);
  if (wanted === '') return null;
  let best: string | null = null;
  let bestDistance = (slips ?? Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = plain(candidate);
    if (Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const edits = slips === undefined && areSwapped(wanted, other) ? 1 : distance(wanted, other);
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** Whether two words differ only in two swapped neighbours. */
function areSwapped(left: string, right: string): boolean {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  if (left.length !== right.length || at > left.length - 2) return false;
  return left[at] === right[at + 1] && left[at + 1] === right[at] && left.slice(at + 2) === right.slice(at + 2);
}

function plain(word: string): string {
  return word
    .slice(0, comparedCharacters)
    .toLowerCase()
    .replaceAll(/[-_\s]/g, '');
}
