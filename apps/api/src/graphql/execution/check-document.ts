import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { operationRefusal } from './refuse-operation.ts';

/** Operations and fragments of one document. Validation compares fragments with each other. */
const mostDefinitions = 100;
/** Fields and fragments that an operation selects. A fragment counts at each spread. */
const mostSelections = 3_000;
/** Pairs of fields with the same name in the same place. Validation compares each pair. */
const mostPairs = 20_000;
const mostDirectives = 10;
const mostArguments = 100;
const mostVariables = 500;

/**
 * Refuses a document whose validation would take long, before validation begins. Takes time in proportion to the
 * document and to `mostSelections`. Throws a `GraphQLError` with code BAD_USER_INPUT.
 */
export function checkDocument(document: DocumentNode): void {
  const { definitions } = document;
  refuseAbove(mostDefinitions, definitions.length, (count) => `has ${count} operations and fragments`);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizes = new SelectionCounter(fragments);
  let selections = 0;
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    checkAttachments(definition);
    const size = sizes.ofSelections(definition.selectionSet);
    if (definition.kind === Kind.OPERATION_DEFINITION) selections += size;
  }
  refuseAbove(mostSelections, selections, (count) => `selects ${count} fields and fragments`);
  let pairs = 0;
  for (const definition of definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) pairs += countPairs([definition.selectionSet], fragments);
  }
  refuseAbove(mostPairs, pairs, (count) => `selects fields of the same name in ${count} pairs`);
}

function refuseAbove(most: number, count: number, describe: (count: number) => string): void {
  if (count > most) throw operationRefusal(`The document ${describe(count)}; at most ${most} are allowed.`);
}

function checkAttachments(node: ASTNode): void {
  if ('directives' in node) refuseAbove(mostDirectives, node.directives?.length ?? 0, directivesOnOne);
  if ('arguments' in node) refuseAbove(mostArguments, node.arguments?.length ?? 0, argumentsOfOne);
  if ('variableDefinitions' in node) refuseAbove(mostVariables, node.variableDefinitions?.length ?? 0, variablesOfOne);
}

const directivesOnOne = (count: number): string => `has ${count} directives in one place`;
const argumentsOfOne = (count: number): string => `gives ${count} arguments to one field`;
const variablesOfOne = (count: number): string => `declares ${count} variables for one operation`;

/** Counts selections as if every spread were replaced by its fragment. Visits each fragment once. */
class SelectionCounter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Null while the fragment is being counted. */
  readonly #counted = new Map<string, number | null>();

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#fragments = fragments;
  }

  ofSelections({ selections }: SelectionSetNode): number {
    let sum = 0;
    for (const selection of selections) {
      checkAttachments(selection);
      sum += 1 + this.#within(selection);
    }
    // Nested fragments grow as powers of two. Beyond this the exact figure does not matter.
    return Math.min(sum, Number.MAX_SAFE_INTEGER);
  }

  #within(selection: SelectionNode): number {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#ofFragment(selection.name.value);
    return selection.selectionSet === undefined ? 0 : this.ofSelections(selection.selectionSet);
  }

  #ofFragment(name: string): number {
    const known = this.#counted.get(name);
    if (known !== undefined && known !== null) return known;
    // The message of GraphQL's own rule, which would follow every path through the fragments.
    if (known === null) throw operationRefusal(`Cannot spread fragment "${name}" within itself.`);
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return 0;
    this.#counted.set(name, null);
    const count = this.ofSelections(fragment.selectionSet);
    this.#counted.set(name, count);
    return count;
  }
}

/** The number of pairs of fields with the same name in the same place of the answer. Ends early far above the limit. */
function countPairs(sets: readonly SelectionSetNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const fields = new Map<string, FieldNode[]>();
  for (const set of sets) collectFields(set, fields, fragments, new Set());
  let pairs = 0;
  for (const same of fields.values()) {
    pairs += (same.length * (same.length - 1)) / 2;
    const inner = same.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
    if (inner.length > 0) pairs += countPairs(inner, fragments);
  }
  return pairs;
}

function collectFields(
  set: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const same = fields.get(name);
      if (same === undefined) fields.set(name, [selection]);
      else same.push(selection);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      collectFields(selection.selectionSet, fields, fragments, visited);
    } else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value);
      const fragment = fragments.get(selection.name.value);
      if (fragment !== undefined) collectFields(fragment.selectionSet, fields, fragments, visited);
    }
  }
}
