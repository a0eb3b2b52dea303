import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { inputBounds, longestListOf, mayBeLong } from './input-bounds.ts';
import { operationRefusal } from './refuse-operation.ts';

/**
 * Refuses variables that take long to convert or to report: long lists, long names, many unknown members. Values must
 * not be deeply nested. Throws a `GraphQLError` with code BAD_USER_INPUT.
 */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  for (const { variable, type: node } of variableDefinitions) {
    const name = variable.name.value;
    const type = typeFromAST(schema, node);
    if (!Object.hasOwn(variables, name) || type === undefined || !isInputType(type)) continue;
    checkValue(variables[name], type, name, null);
  }
}

function checkValue(value: unknown, type: GraphQLInputType, path: string, field: GraphQLInputField | null): void {
  if (isNonNullType(type)) checkValue(value, type.ofType, path, field);
  else if (isListType(type) && Array.isArray(value)) checkList(value, type.ofType, path, field);
  else if (isListType(type)) checkValue(value, type.ofType, path, field);
  else if (typeof value === 'string') checkText(value, type.name, path, field);
  else if (isInputObjectType(type) && isRecord(value)) checkObject(value, type, path);
}

function checkList(
  items: readonly unknown[],
  type: GraphQLInputType,
  path: string,
  field: GraphQLInputField | null,
): void {
  const most = longestListOf(getNamedType(type));
  if (items.length > most) {
    throw operationRefusal(`The list ${path} has ${items.length} items; at most ${most} are allowed.`);
  }
  for (const [index, item] of items.entries()) checkValue(item, type, `${path}.${index}`, field);
}

/** A variable that is a text may be a prompt. Its field checks the length. */
function checkText({ length }: string, typeName: string, path: string, field: GraphQLInputField | null): void {
  if (length <= inputBounds.characters || typeName === 'JSON') return;
  if (typeName === 'String' && (field === null || mayBeLong(field))) return;
  throw operationRefusal(`The text ${path} has ${length} characters; at most ${inputBounds.characters} are allowed.`);
}

function checkObject(value: Readonly<Record<string, unknown>>, type: GraphQLInputObjectType, path: string): void {
  const fields = type.getFields();
  let unknown = 0;
  for (const [name, member] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field !== undefined) checkValue(member, field.type, `${path}.${name}`, field);
    else if (name.length > inputBounds.nameCharacters || ++unknown > inputBounds.unknownMembers) {
      throw operationRefusal(`The object ${path} has members that ${type.name} does not have: '${name.slice(0, 80)}'.`);
    }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
