import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNullableType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  specifiedScalarTypes,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import { hasRule } from '../require-rules.ts';

/** The parts of an operation that a projection reads. */
export type ProjectedOperation = Pick<
  ValidatedSubscriptionArgs,
  'schema' | 'operation' | 'fragmentDefinitions' | 'variableValues'
>;

/** Copies the selected fields of an event, as an object, or as JSON text for a reader without need of an object. */
export type EventProjection = { select(event: object): Record<string, unknown>; write(event: object): string };

/** One field of a projection: its name in the answer, and the event's property that holds it. */
type ProjectedField = { responseName: string; property: string };

/**
 * The selection of an operation on one type of event, computed once per projector from fragments, directives and
 * aliases. Null if a selected field has a resolver, arguments, a rule or fields. Such events go through the executor.
 */
export function projectEvent(
  args: ProjectedOperation,
  selectionSets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
): EventProjection | null {
  const nodes = collectFields(args, selectionSets, type);
  const fields: ProjectedField[] = [];
  const typeNames: string[] = [];
  for (const [responseName, [node]] of nodes) {
    if (node?.name.value === '__typename') {
      typeNames.push(responseName);
      fields.push({ responseName, property: '__typename' });
      continue;
    }
    const property = node === undefined ? null : propertyOf(type, node);
    if (property === null) return null;
    fields.push({ responseName, property });
  }
  return projectionOf(fields, type.name);
}

function projectionOf(fields: readonly ProjectedField[], typeName: string): EventProjection {
  const values: { before: string; property: string }[] = [];
  let constant = '{';
  for (const [index, { responseName, property }] of fields.entries()) {
    constant += `${index === 0 ? '' : ','}${JSON.stringify(responseName)}:`;
    if (property === '__typename') {
      constant += JSON.stringify(typeName);
    } else {
      values.push({ before: constant, property });
      constant = '';
    }
  }
  const end = `${constant}}`;
  return {
    select(event) {
      const result: Record<string, unknown> = {};
      for (const { responseName, property } of fields) {
        result[responseName] = property === '__typename' ? typeName : propertyAt(event, property);
      }
      return result;
    },
    write(event) {
      let text = '';
      for (const { before, property } of values) text += before + textOf(propertyAt(event, property));
      return text + end;
    },
  };
}

/** The same as `Reflect.get`, which takes several times as long. */
function propertyAt(event: object, property: string): unknown {
  return (event as Readonly<Record<string, unknown>>)[property];
}

/** Up to this length, looking at each character takes less time than `JSON.stringify`. */
const shortLength = 32;

/** Small whole numbers and short plain text need no `JSON.stringify`, which takes longer than the conversion. */
function textOf(value: unknown): string {
  if (typeof value === 'string' && value.length <= shortLength && isPlainText(value)) return `"${value}"`;
  return Number.isSafeInteger(value) ? String(value) : JSON.stringify(value ?? null);
}

/** Whether a text surely has the same form in JSON. A surrogate counts as not, since JSON escapes one that stands alone. */
function isPlainText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code < 0xe000)) return false;
  }
  return true;
}

/** The property that a field exposes unchanged; null for a field that has to be resolved or converted. */
function propertyOf(type: GraphQLObjectType, node: FieldNode): string | null {
  const field = type.getFields()[node.name.value];
  if (field === undefined || node.selectionSet !== undefined || field.args.length > 0 || hasRule(field)) return null;
  const isPlain = specifiedScalarTypes.some((scalar) => scalar === getNullableType(field.type));
  const exposed: unknown = field.extensions.pothosExposedField;
  return isPlain && typeof exposed === 'string' ? exposed : null;
}

/**
 * The selected fields of a type, by their names in the answer. The order is that of `CollectFields` (GraphQL
 * specification, section 6.3.2).
 */
export function collectFields(
  args: ProjectedOperation,
  selectionSets: readonly SelectionSetNode[],
  type: GraphQLObjectType,
): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(args, selection)) return;
    switch (selection.kind) {
      case Kind.FIELD: {
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = found.get(name);
        if (nodes === undefined) found.set(name, [selection]);
        else nodes.push(selection);
        return;
      }
      case Kind.INLINE_FRAGMENT:
        if (applies(args, selection.typeCondition?.name.value, type))
          selection.selectionSet.selections.forEach(collect);
        return;
      case Kind.FRAGMENT_SPREAD: {
        const fragment = args.fragmentDefinitions[selection.name.value];
        if (fragment === undefined || visited.has(selection.name.value)) return;
        visited.add(selection.name.value);
        if (applies(args, fragment.typeCondition.name.value, type)) fragment.selectionSet.selections.forEach(collect);
      }
    }
  };
  for (const set of selectionSets) set.selections.forEach(collect);
  return found;
}

function isIncluded(args: ProjectedOperation, node: SelectionNode): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, args.variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, args.variableValues)?.if !== false;
}

function applies(args: ProjectedOperation, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const named: GraphQLNamedType | undefined = args.schema.getType(condition);
  return named !== undefined && isAbstractType(named) && args.schema.isSubType(named, type);
}

/** Finds an object type by its name, for projections. */
export function objectTypeOf(args: ProjectedOperation, name: string): GraphQLObjectType | null {
  const type = args.schema.getType(name);
  return isObjectType(type) ? type : null;
}
