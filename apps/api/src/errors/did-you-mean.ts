import { closest } from '@penstock/router';

/** Returns ` Did you mean 'vision'?` with the nearest known word, or the empty string if no word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = closest(word, known);
  return nearest === null ? '' : ` Did you mean '${nearest}'?`;
}
