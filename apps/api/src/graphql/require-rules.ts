import type { GraphQLField, GraphQLSchema } from 'graphql';

/** Throws where a field of Query, Mutation or Subscription has no rule, so that no schema serves one. Returns the schema. */
export function requireRules(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      if (!hasRule(field)) {
        throw new Error(`${type?.name}.${field.name} does not say who may use it: give it authScopes.`);
      }
    }
  }
  return schema;
}

/** Whether a field says who may use it. */
export function hasRule({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  const options: unknown = extensions.pothosOptions;
  return typeof options === 'object' && options !== null && 'authScopes' in options && options.authScopes != null;
}
