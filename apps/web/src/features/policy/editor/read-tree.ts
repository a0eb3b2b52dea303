import type { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

/** A node of the parsed document. */
export type TreeNode = ReturnType<typeof syntaxTree>['topNode'];

/** A value without its tag and its anchor. Null for an alias, and without a value. */
export function plainValue(node: TreeNode | null): TreeNode | null {
  if (node === null || node.name === 'Alias') return null;
  if (node.name !== 'Tagged' && node.name !== 'Anchored') return node;
  const inner = node.lastChild;
  return inner === null || inner.name === 'Tag' || inner.name === 'Anchor' ? null : plainValue(inner);
}

/** The key of a pair, as text without quotes; null without a key. */
export function keyOf(pair: TreeNode, state: EditorState): { name: string; from: number; to: number } | null {
  const key = pair.getChild('Key');
  if (key === null) return null;
  const text = state.sliceDoc(key.from, key.to);
  return { name: unquote(text), from: key.from, to: key.to };
}

/** The value of a pair. Null for an alias, and without a value. */
export function valueNode(pair: TreeNode): TreeNode | null {
  const last = pair.lastChild;
  return last === null || last.name === ':' || last.name === 'Key' || last.type.isError ? null : plainValue(last);
}

export function unquote(text: string): string {
  const [quote] = text;
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

/** The path to a node: the keys of the pairs around it, and `[]` for an entry of a list. */
export function pathTo(node: TreeNode, state: EditorState): string[] {
  const path: string[] = [];
  for (let at: TreeNode | null = node; at !== null; at = at.parent) {
    if (at.name === 'Pair') {
      const key = keyOf(at, state);
      if (key !== null) path.unshift(key.name);
    } else if (at.name === 'Item' && at.parent?.name.endsWith('Sequence')) path.unshift('[]');
  }
  return path;
}
