/**
 * Cuts markdown into blocks that render independently, so that a streaming text changes only its last block. It cuts
 * before and after a fenced code block that is not indented, and at a blank line before the next block. Lists and
 * indented lines stay with their block.
 */
export function splitMarkdown(text: string): string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let fence: string | null = null;
  let isAfterBlank = false;
  let isAfterCode = false;

  for (const line of text.split('\n')) {
    const mark: string | undefined = fence === null ? openingFence(line)?.mark : undefined;
    const isBlank = line.trim() === '';
    const isCut: boolean =
      fence === null &&
      ((mark !== undefined && line.startsWith(mark)) ||
        (isAfterCode && !isBlank) ||
        (isAfterBlank && beginsBlock(line)));
    if (isCut && block.length > 0) {
      blocks.push(block.join('\n'));
      block = [];
    }
    if (isCut) isAfterCode = false;
    if (mark !== undefined) fence = mark;
    else if (fence !== null && isClosing(line, fence)) {
      fence = null;
      isAfterCode = beginsWithFence(block[0]);
    }

    isAfterBlank = isBlank;
    if (!isBlank || block.length > 0) block.push(line);
  }
  if (block.length > 0) blocks.push(block.join('\n'));
  return blocks;
}

/** A fenced code block. */
export type FencedCode = {
  /** The first word after the fence, in lower case; empty without one. */
  language: string;
  /** Each line with its line break, except for an incomplete last one. */
  code: string;
  /** Whether the closing fence is still missing. */
  isOpen: boolean;
};

/** Reads a block of `splitMarkdown` that is a fenced code block; null for any other block. */
export function readFencedCode(block: string): FencedCode | null {
  const first = block.slice(0, endOfLine(block));
  const opening = openingFence(first);
  if (opening === undefined || !first.startsWith(opening.mark)) return null;
  const body = block.slice(first.length + 1);
  const lines = body.trimEnd().split('\n');
  const isOpen = first.length === block.length || !isClosing(lines.at(-1) ?? '', opening.mark);
  if (isOpen) return { language: opening.language, code: body, isOpen };
  const code = lines.slice(0, -1).join('\n');
  return { language: opening.language, code: code === '' ? '' : `${code}\n`, isOpen };
}

function endOfLine(text: string): number {
  const at = text.indexOf('\n');
  return at === -1 ? text.length : at;
}

function openingFence(line: string): { mark: string; language: string } | undefined {
  const found = /^ {0,3}(`{3,}|~{3,})/.exec(line);
  if (!found) return undefined;
  const [lead, mark = ''] = found;
  const info = line.slice(lead.length);
  if (mark.startsWith('`') && info.includes('`')) return undefined;
  return { mark, language: (info.trim().split(/[\s{:,]/, 1)[0] ?? '').toLowerCase() };
}

function isClosing(line: string, fence: string): boolean {
  const mark = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1];
  return mark?.startsWith(fence) ?? false;
}

function beginsWithFence(line: string | undefined): boolean {
  return line !== undefined && /^(`{3}|~{3})/.test(line);
}

/** An incomplete line counts as a list item while it may become one. */
function beginsBlock(line: string): boolean {
  return /^\S/.test(line) && !/^([-*+]|\d+[.)]?)(\s|$)/.test(line);
}
