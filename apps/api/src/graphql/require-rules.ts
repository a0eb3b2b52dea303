import type { GraphQLField, GraphQLSchema } from 'graphql';

/**
 * Throws if a field of Query, Mutation or Subscription has no access rule. Then no schema is served. Returns the
 * schema.
 */
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

/** Whether a field has an access rule. */
export function hasRule({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  const options: unknown = extensions.pothosOptions;
  return typeof options === 'object' && options !== null && 'authScopes' in options && options.authScopes != null;
}
