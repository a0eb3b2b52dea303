import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { factsOf } from '../schema/describe-node.ts';
import { schemaAt } from '../schema/policy-schema.ts';
import { pathTo, type TreeNode } from './read-tree.ts';

/** The help that the schema gives for the setting under the pointer. */
export type SettingHelp = { from: number; to: number; path: string; lines: readonly string[] };

/** The help for the key at a position. Null outside of keys, and for keys that the schema does not have. */
export function describeSetting(state: EditorState, position: number): SettingHelp | null {
  for (let at: TreeNode | null = syntaxTree(state).resolveInner(position, 1); at !== null; at = at.parent) {
    if (at.name !== 'Key') continue;
    const path = pathTo(at, state);
    const node = schemaAt(path);
    if (node === null) return null;
    const { description } = node;
    const lines = [...(description === undefined ? [] : [description]), ...factsOf(node)];
    return { from: at.from, to: at.to, path: path.join('.'), lines };
  }
  return null;
}
