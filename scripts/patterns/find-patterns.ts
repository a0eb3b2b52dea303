import { parse } from '@swc/core';

/** A regular expression in a file. */
export type FoundPattern = { pattern: string; flags: string; line: number };

/** The regular expressions of a TypeScript file: literals, and plain texts passed to `new RegExp`. */
export async function findPatterns(text: string, file: string): Promise<FoundPattern[]> {
  const tree = await parse(text, { syntax: 'typescript', tsx: file.endsWith('x'), target: 'esnext' });
  const found: FoundPattern[] = [];
  const left: unknown[] = [tree];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const literal = readPattern(next as Node);
    if (literal !== null) found.push({ ...literal, line: lineOf(text, literal.pattern) });
    for (const child of Object.values(next)) if (typeof child === 'object' && child !== null) left.push(child);
  }
  return found;
}

type Node = {
  type?: string;
  pattern?: string;
  flags?: string;
  callee?: { value?: string };
  arguments?: readonly { expression: { type: string; value?: string } }[];
};

function readPattern({ type, pattern, flags = '', callee, arguments: given = [] }: Node) {
  if (type === 'RegExpLiteral' && pattern !== undefined) return { pattern, flags };
  if (type !== 'NewExpression' || callee?.value !== 'RegExp') return null;
  const [source, ofFlags] = given.map(({ expression }) =>
    expression.type === 'StringLiteral' ? expression.value : null,
  );
  return typeof source === 'string' ? { pattern: source, flags: ofFlags ?? '' } : null;
}

/** The parser counts positions across files, so the line is found from the text. */
function lineOf(text: string, pattern: string): number {
  return text.slice(0, Math.max(0, text.indexOf(pattern))).split('\n').length;
}
