import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { keyOf, pathTo, type TreeNode } from './read-tree.ts';

/** The place of the cursor: a key of the object at `path`, or the value at `path`. `from`: start of the word. */
export type Place = {
  type: 'key' | 'value';
  path: readonly string[];
  from: number;
  /** The present keys of the object. */
  present: ReadonlySet<string>;
};

/** The place at a position, also within an unfinished line. Null within a comment. */
export function placeOf(state: EditorState, position: number): Place | null {
  const { from, text } = state.doc.lineAt(position);
  const before = text.slice(0, position - from);
  if (/(^|\s)#/.test(before)) return null;
  const inner = syntaxTree(state).resolveInner(position, -1);
  const flow = flowAround(inner);
  return flow === null ? blockPlace(state, position, before) : flowPlace(state, position, flow);
}

/** The mapping or list in braces or brackets around a node; null without one. */
function flowAround(node: TreeNode): TreeNode | null {
  for (let at: TreeNode | null = node; at !== null; at = at.parent) if (at.name.startsWith('Flow')) return at;
  return null;
}

function flowPlace(state: EditorState, position: number, flow: TreeNode): Place {
  const text = state.sliceDoc(flow.from, position);
  let from = position;
  while (from > flow.from && !/[\s,:{}[\]]/.test(text.charAt(from - flow.from - 1))) from--;
  const path = pathTo(flow, state);
  if (flow.name === 'FlowSequence') return { type: 'value', path: [...path, '[]'], from, present: new Set() };
  const lead = state.sliceDoc(flow.from + 1, from);
  const key = /(?:^|,)\s*([^\s,:{}[\]]+)\s*:\s*$/.exec(lead)?.[1];
  if (key !== undefined) return { type: 'value', path: [...path, key], from, present: new Set() };
  return { type: 'key', path, from, present: keysOf(flow, state, position) };
}

function keysOf(mapping: TreeNode, state: EditorState, position: number): ReadonlySet<string> {
  const keys = mapping.getChildren('Pair').map((pair) => keyOf(pair, state));
  return new Set(
    keys.flatMap((key) => (key === null || (key.from <= position && position <= key.to) ? [] : [key.name])),
  );
}

const blockLine = /^(\s*)((?:-\s+)*)(?:([^\s:#'"]+)\s*:\s+)?(\S*)$/;

function blockPlace(state: EditorState, position: number, before: string): Place | null {
  const [, blanks = '', dashes = '', key, typed = ''] = blockLine.exec(before) ?? [];
  if (blockLine.test(before) === false) return null;
  const indent = blanks.length;
  const { number } = state.doc.lineAt(position);
  const isEntry = dashes !== '';
  const parents = pathAbove(state, number, indent, isEntry);
  const path = isEntry ? [...parents, '[]'] : parents;
  const from = position - typed.length;
  if (key !== undefined) return { type: 'value', path: [...path, key], from, present: new Set() };
  if (isEntry) return { type: 'value', path, from, present: new Set() };
  return { type: 'key', path, from, present: keysBeside(state, number, indent) };
}

const openLine = /^(\s*)((?:-\s+)?)(?:["']?)([^\s:#"']+)(?:["']?)\s*:/;

/** The keys on the lines above that contain a line of this indent, from the outside in. */
function pathAbove(state: EditorState, number: number, indent: number, isEntry: boolean): string[] {
  const path: string[] = [];
  let limit = isEntry ? indent + 1 : indent;
  for (let at = number - 1; at >= 1 && limit > 0; at--) {
    const { text } = state.doc.line(at);
    const [, blanks = '', dash = '', key] = openLine.exec(text) ?? [];
    if (key === undefined || blanks.length >= limit) continue;
    if (dash !== '') {
      // A key of the entry itself, or a key that contains the lines below.
      if (blanks.length + dash.length < limit) path.unshift(key);
      path.unshift('[]');
      limit = blanks.length + 1;
    } else {
      path.unshift(key);
      limit = blanks.length;
    }
  }
  return path;
}

/** The other keys of the block around a line. */
function keysBeside(state: EditorState, number: number, indent: number): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const step of [-1, 1]) {
    for (let at = number + step; at >= 1 && at <= state.doc.lines; at += step) {
      const { text } = state.doc.line(at);
      if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
      const depth = text.length - text.trimStart().length;
      if (depth < indent) break;
      const key = openLine.exec(text)?.[3];
      if (depth === indent && key !== undefined) keys.add(key);
    }
  }
  return keys;
}
