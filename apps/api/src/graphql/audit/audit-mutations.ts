import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { type AuditRule, auditRuleOf } from './audited.ts';
import { MutationAudit } from './mutation-audit.ts';
import { codeOf, type Resolve, recordRefusals } from './record-refusals.ts';

/**
 * Makes every mutation write its audit entry, by the rule that it states. Throws if a mutation states none. Then no
 * schema is served. Returns the same schema, changed.
 */
export function auditMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const rule = auditRuleOf(field);
    if (rule === undefined) {
      throw new Error(`Mutation.${field.name} does not say how it is audited: give it audited(…) or notAudited(…).`);
    }
    const resolve = field.resolve ?? defaultFieldResolver;
    const refused = { action: field.name, target: null };
    field.resolve = rule.type === 'audited' ? recordCalls(resolve, rule) : recordRefusals(resolve, refused);
  }
  return schema;
}

function recordCalls(resolve: Resolve, rule: Extract<AuditRule, { type: 'audited' }>): Resolve {
  return async (source, args, context, info) => {
    const mutationAudit = new MutationAudit({ rule, args, context });
    // On the context itself, because plugins identify an operation by it. The mutations of an operation run one by one.
    context.mutationAudit = mutationAudit;
    let result: unknown;
    try {
      result = await resolve(source, args, context, info);
    } catch (error) {
      mutationAudit.fail(codeOf(error));
      throw error;
    }
    await mutationAudit.succeed(result);
    return result;
  };
}
