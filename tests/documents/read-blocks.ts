/** A code block of a document. */
export type Block = {
  language: string;
  text: string;
  /** The line number of its first line, from 1. */
  line: number;
  /** The answer that the document shows: a JSON block that follows with at most one line of prose between. */
  shown: string | null;
};

const fence = /^( *)```(\w*)\n(.*?)^\1```$/gms;

/** The code blocks of a document, in order. A JSON block that shows an answer belongs to the block before it. */
export function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let end = 0;
  for (const match of text.matchAll(fence)) {
    const [whole, indent = '', language = '', inner = ''] = match;
    const before = text.slice(end, match.index).trim();
    const block = { language, text: inner.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), shown: null };
    const last = blocks.at(-1);
    if (language === 'json' && last !== undefined && last.shown === null && isRunnable(last) && isShort(before)) {
      blocks[blocks.length - 1] = { ...last, shown: block.text };
    } else {
      blocks.push({ ...block, line: text.slice(0, match.index).split('\n').length + 1 });
    }
    end = match.index + whole.length;
  }
  return blocks;
}

function isRunnable({ language }: Block): boolean {
  return ['graphql', 'bash', 'sh'].includes(language);
}

/** Prose such as `answers`, or no prose. */
function isShort(prose: string): boolean {
  return prose === '' || (!prose.includes('\n') && /^answers\b/.test(prose));
}
