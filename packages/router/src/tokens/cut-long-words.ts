/** Longer runs of one kind of character are cut here. */
const longestRun = 32;

/**
 * Cuts a text within runs of more than 32 letters, blanks or signs: an encoding takes time in the square of such a run
 * (20,000 CJK letters without a break: over a second). A cut costs at most one token too many. Returns the text itself,
 * alone, where there is nothing to cut.
 */
export function cutLongWords(text: string): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  let kind = -1;
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const current = kindOf(code);
    run = current === kind ? run + 1 : 1;
    kind = current;
    if (run > longestRun && !isLowSurrogate(code)) {
      pieces.push(text.slice(start, at));
      start = at;
      run = 1;
    }
  }
  if (start === 0) return [text];
  pieces.push(text.slice(start));
  return pieces;
}

/** 0 blanks, 1 letters and everything beyond ASCII, 2 digits, 3 signs: coarser than what encodings split by. */
function kindOf(code: number): number {
  if (code <= 32) return 0;
  if (code > 127 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 1;
  return code >= 48 && code <= 57 ? 2 : 3;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
