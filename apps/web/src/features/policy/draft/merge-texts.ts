/** Lines `from` to `to` of the base, replaced by these lines. */
type Hunk = { from: number; to: number; lines: readonly string[] };

/** Merges two changes of one text. Null when both change the same or adjacent lines: a person decides there. */
export function mergeTexts(base: string, mine: string, theirs: string): string | null {
  const lines = base.split('\n');
  const own = hunksOf(lines, mine.split('\n'));
  const others = hunksOf(lines, theirs.split('\n'));
  const hunks = [...own, ...others.filter((hunk) => !own.some((one) => isSame(one, hunk)))];
  hunks.sort((left, right) => left.from - right.from || left.to - right.to);
  for (const [at, { to }] of hunks.entries()) {
    const next = hunks[at + 1];
    if (next !== undefined && next.from <= to) return null;
  }
  for (const { from, to, lines: added } of hunks.toReversed()) lines.splice(from, to - from, ...added);
  return lines.join('\n');
}

const isSame = (one: Hunk, other: Hunk): boolean =>
  one.from === other.from && one.to === other.to && one.lines.join('\n') === other.lines.join('\n');

/** Maximum number of lines to compare. Beyond it, the whole middle counts as changed. */
const mostCompared = 2_000;

/** The differences from one text to another, in the order of the lines. */
export function hunksOf(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const old = before.slice(start, before.length - end);
  const next = after.slice(start, after.length - end);
  if (old.length === 0 && next.length === 0) return [];
  if (old.length * next.length > mostCompared * mostCompared)
    return [{ from: start, to: before.length - end, lines: next }];
  return compare(old, next).map(({ from, to, lines }) => ({ from: from + start, to: to + start, lines }));
}

/** Uses the longest common subsequence. */
function compare(old: readonly string[], next: readonly string[]): Hunk[] {
  const width = next.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] =
        old[i] === next[j] ? (common[at + width + 1] ?? 0) + 1 : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0);
    }
  }
  const hunks: Hunk[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < next.length) {
    if (i < old.length && j < next.length && old[i] === next[j]) {
      i += 1;
      j += 1;
      continue;
    }
    const [from, first] = [i, j];
    while ((i < old.length || j < next.length) && !(i < old.length && j < next.length && old[i] === next[j])) {
      const at = i * width + j;
      const isRemoval = j >= next.length || (i < old.length && (common[at + width] ?? 0) >= (common[at + 1] ?? 0));
      if (isRemoval) i += 1;
      else j += 1;
    }
    hunks.push({ from, to: i, lines: next.slice(first, j) });
  }
  return hunks;
}
