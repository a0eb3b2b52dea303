import { defaultFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { hasRule } from '../require-rules.ts';
import { recordRefusals } from './record-refusals.ts';

/**
 * Makes every field with a rule write an audit entry when it is refused. Mutations have their own rules. Other reads
 * write none. Returns the same schema, changed.
 */
export function auditReads(schema: GraphQLSchema): GraphQLSchema {
  const mutations = schema.getMutationType();
  const subscriptions = schema.getSubscriptionType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type === mutations) continue;
    for (const field of Object.values(type.getFields()).filter(hasRule)) {
      const target = { type: 'field', id: `${type.name}.${field.name}` };
      // The rule of a subscription is checked when it begins, not for each event.
      if (type === subscriptions && field.subscribe !== undefined) {
        field.subscribe = recordRefusals(field.subscribe, { action: 'subscribe', target });
      } else field.resolve = recordRefusals(field.resolve ?? defaultFieldResolver, { action: 'read', target });
    }
  }
  return schema;
}
