import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { GraphqlContext } from '../context.ts';

/**
 * Makes the fields of Query and Mutation wait for their turn in operations whose context has `turns`. Returns the schema
 * itself, changed.
 */
export function takeTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: GraphqlContext, info) =>
        context.turns == null
          ? resolve(source, args, context, info)
          : context.turns.take().then(() => resolve(source, args, context, info));
    }
  }
  return schema;
}
