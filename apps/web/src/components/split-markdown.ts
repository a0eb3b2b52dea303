/**
 * Cuts markdown into blocks that render on their own, so that a streaming text changes only its last block. A cut is a
 * blank line outside of code, before a line that begins a new block. Lists and indented lines stay with their block.
 */
export function splitMarkdown(text: string): string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | null = null;
  let isAfterBlank = false;

  for (const line of text.split('\n')) {
    const mark: string | undefined = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && isAfterBlank && block.length > 0 && beginsBlock(line)) {
      blocks.push(block.join('\n'));
      block = [];
    }
    if (mark && fence === null) fence = mark;
    else if (mark && fence !== null && mark.startsWith(fence) && line.trim() === mark) fence = null;

    isAfterBlank = line.trim() === '';
    if (!isAfterBlank || block.length > 0) block.push(line);
  }
  if (block.length > 0) blocks.push(block.join('\n'));
  return blocks;
}

/** An incomplete line counts as a list item while it may become one. */
function beginsBlock(line: string): boolean {
  return /^\S/.test(line) && !/^([-*+]|\d+[.)]?)(\s|$)/.test(line);
}
