import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { UnsuccessfulEvent } from '../../audit/audit.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { GraphqlContext } from '../context.ts';
import { type AuditRule, auditRuleOf } from './audited.ts';
import { MutationAudit } from './mutation-audit.ts';

type Resolve = NonNullable<GraphQLField<unknown, GraphqlContext>['resolve']>;

/**
 * Makes every mutation leave its entry in the audit log, by the rule that it states. Throws where a mutation states none,
 * so that no schema serves one. Returns the schema itself, changed.
 */
export function auditMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const rule = auditRuleOf(field);
    if (rule === undefined) {
      throw new Error(`Mutation.${field.name} does not say how it is audited: give it audited(…) or notAudited(…).`);
    }
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = rule.type === 'audited' ? recordCalls(resolve, rule) : recordRefusals(resolve, field.name);
  }
  return schema;
}

function recordCalls(resolve: Resolve, rule: Extract<AuditRule, { type: 'audited' }>): Resolve {
  return async (source, args, context, info) => {
    const mutationAudit = new MutationAudit({ rule, args, context });
    // On the context itself: plugins know an operation by it. The mutations of an operation run one after the other.
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

/** A call that is not refused pays for one reaction to its promise: the rest of a generation is microseconds. */
function recordRefusals(resolve: Resolve, action: string): Resolve {
  return (source, args, context, info) => {
    const recordRefusal = (error: unknown): never => {
      if (codeOf(error) === 'FORBIDDEN') context.services.audit.recordUnsuccessful(refusalOf(action, context));
      throw error;
    };
    try {
      const result: unknown = resolve(source, args, context, info);
      return result instanceof Promise ? result.catch(recordRefusal) : result;
    } catch (error) {
      return recordRefusal(error);
    }
  };
}

function refusalOf(action: string, { viewer, requestId, address }: GraphqlContext): UnsuccessfulEvent {
  const { actor, workspaceId } = viewer;
  return { actor, action, target: null, workspaceId, outcome: 'REFUSED', errorCode: 'FORBIDDEN', requestId, address };
}

function codeOf(error: unknown): string {
  return error instanceof ServiceError ? error.code : 'INTERNAL';
}
