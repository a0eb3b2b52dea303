import { closest } from '../policy/check/closest.ts';

/** Maximum number of a list's names in one sentence. */
const mostShown = 5;
/** Characters of one name in a sentence. */
const longestShown = 80;

/** Some of the names, the most similar to `wanted` first: `'a', 'b' and 7 more`. */
export function describeNames(names: readonly string[], wanted: string): string {
  const nearest = closest(wanted, names);
  const shown = [...new Set(nearest === null ? names : [nearest, ...names])].slice(0, mostShown);
  const rest = names.length - shown.length;
  const texts = shown.map((name) => `'${name.length > longestShown ? `${name.slice(0, longestShown)}…` : name}'`);
  return rest > 0 ? `${texts.join(', ')} and ${rest} more` : texts.join(', ');
}
