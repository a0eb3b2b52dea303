import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { describeForms, wordsOf } from '../schema/describe-node.ts';
import { entryOf, formsOf, memberOf, membersOf, policySchema, type SchemaNode } from '../schema/policy-schema.ts';
import { keyOf, plainValue, type TreeNode, unquote, valueNode } from './read-tree.ts';

/** A problem with its position in the document. */
export type Finding = { from: number; to: number; message: string };

/** Maximum number of problems in one check. */
const mostFindings = 100;

/**
 * The problems that the schema finds in a document, at once and without the API: unknown settings, and invalid values.
 * The API's own check replaces them, since it finds these and the problems of the whole document.
 */
export function checkDocument(state: EditorState): readonly Finding[] {
  const findings: Finding[] = [];
  const check = (node: TreeNode | null, schema: SchemaNode | null): void => {
    if (node === null || schema === null || findings.length >= mostFindings) return;
    if (node.name.endsWith('Mapping')) checkMapping(node, schema);
    else if (node.name.endsWith('Sequence')) checkSequence(node, schema);
    else checkScalar(node, schema);
  };
  const report = ({ from, to }: { from: number; to: number }, message: string): void => {
    if (findings.length < mostFindings) findings.push({ from, to: Math.max(to, from + 1), message });
  };

  function checkMapping(node: TreeNode, schema: SchemaNode): void {
    const isTaken = formsOf(schema).some(({ properties, additionalProperties, type }) =>
      Boolean(properties ?? additionalProperties ?? type === undefined),
    );
    if (!isTaken) report(node, `Takes ${describeForms(schema)}.`);
    for (const pair of isTaken ? node.getChildren('Pair') : []) {
      const key = keyOf(pair, state);
      if (key === null || key.name === '<<') continue;
      const member = memberOf(schema, key.name);
      if (member !== null) check(valueNode(pair), member);
      else if (!takesAny(schema)) report(key, unknownName(key.name, schema));
    }
  }

  function checkSequence(node: TreeNode, schema: SchemaNode): void {
    const entry = entryOf(schema);
    if (entry === null && !takesAny(schema)) report(node, `Takes ${describeForms(schema)}.`);
    for (const item of node.getChildren('Item')) check(plainValue(item.lastChild), entry);
  }

  function checkScalar(node: TreeNode, schema: SchemaNode): void {
    if (node.name !== 'Literal' && node.name !== 'QuotedLiteral') return;
    const text = state.sliceDoc(node.from, node.to);
    // The environment gives the value.
    if (text.includes('${')) return;
    const value = node.name === 'QuotedLiteral' ? unquote(text) : readScalar(text);
    if (!formsOf(schema).some((form) => fits(value, form))) {
      report(node, `${text.slice(0, 60)} is not valid: it takes ${describeForms(schema)}.`);
    }
  }

  check(plainValue(syntaxTree(state).topNode.getChild('Document')?.lastChild ?? null), policySchema);
  return findings;
}

const takesAny = (schema: SchemaNode): boolean =>
  formsOf(schema).some(({ type, enum: words, const: constant }) => !type && !words && constant === undefined);

function unknownName(name: string, schema: SchemaNode): string {
  const names = membersOf(schema).map((member) => member.name);
  if (names.length === 0) return `Takes ${describeForms(schema)}.`;
  return `'${name}' is not a setting here. Allowed: ${names.join(', ')}.`;
}

/** The value of a plain scalar, by the core schema of YAML 1.2. */
function readScalar(text: string): unknown {
  if (/^(~|null|Null|NULL)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

function fits(value: unknown, form: SchemaNode): boolean {
  if (form.const !== undefined || form.enum !== undefined) {
    return wordsOf(form).includes(String(value));
  }
  const types: readonly (string | undefined)[] = Array.isArray(form.type) ? form.type : [form.type];
  return types.some((type) => isOfType(value, type) && (typeof value !== 'number' || isWithin(value, form)));
}

function isOfType(value: unknown, type: string | undefined): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isWithin(value: number, { minimum, maximum, exclusiveMinimum }: SchemaNode): boolean {
  if (minimum !== undefined && value < minimum) return false;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return false;
  return maximum === undefined || value <= maximum;
}
