import {
  BREAK,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { inputBounds } from './input-bounds.ts';
import { operationRefusal } from './refuse-operation.ts';

/**
 * Refuses literals whose validation errors would take long to make. These are long texts in place of a word or a
 * number, and many unknown members. Null for a document without such values.
 */
export function checkLiterals(document: DocumentNode, schema: GraphQLSchema): GraphQLError | null {
  let refusal: GraphQLError | null = null;
  const types = new TypeInfo(schema);
  const visitor = {
    [Kind.STRING]: ({ value: { length } }: { value: string }) => {
      const type = getNamedType(types.getInputType());
      // Fields that accept long texts check the length themselves. A value without a type is within a JSON value.
      if (length <= inputBounds.characters || type === undefined || takesText.has(type.name)) return;
      const most = inputBounds.characters;
      refusal = operationRefusal(
        `A value of the type ${type.name} has ${length} characters; at most ${most} are allowed.`,
      );
      return BREAK;
    },
    [Kind.OBJECT]: ({ fields: { length } }: { fields: readonly unknown[] }) => {
      const type = getNamedType(types.getInputType());
      if (!isInputObjectType(type)) return;
      const most = Object.keys(type.getFields()).length + inputBounds.unknownMembers;
      if (length <= most) return;
      refusal = operationRefusal(`An object of ${type.name} has ${length} members; at most ${most} are allowed.`);
      return BREAK;
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return refusal;
}

const takesText: ReadonlySet<string> = new Set(['String', 'JSON']);
