import type { GraphQLField } from 'graphql';
import type { GraphqlContext } from '../context.ts';
import type { MutationAudit } from './mutation-audit.ts';

/** How a mutation is recorded in the audit log. Every mutation states it as `extensions: { audit }`. */
export type AuditRule =
  /** `action`: subject and verb, `budget.save`. `target`: the type of the changed thing, `budget`. */
  | { type: 'audited'; action: `${string}.${string}`; target: string }
  /** Only its refused calls are recorded. `reason`: why, as a sentence. */
  | { type: 'not-audited'; reason: string };

/** For the `extensions` of a mutation: each call writes an audit entry. */
export function audited(action: `${string}.${string}`, target: string): { audit: AuditRule } {
  return { audit: { type: 'audited', action, target } };
}

/** For the `extensions` of a mutation that changes nothing, or that is recorded elsewhere. */
export function notAudited(reason: string): { audit: AuditRule } {
  return { audit: { type: 'not-audited', reason } };
}

/** The audit rule of a mutation; undefined if it states none. */
export function auditRuleOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): AuditRule | undefined {
  const rule: unknown = extensions.audit;
  // Only values of this type are put there: the compiler checks each place.
  return typeof rule === 'object' && rule !== null ? (rule as AuditRule) : undefined;
}

/** The audit entry of the running mutation. Its resolver adds the change to it. Throws outside an audited mutation. */
export function auditOf({ mutationAudit }: Pick<GraphqlContext, 'mutationAudit'>): MutationAudit {
  if (mutationAudit == null) throw new Error('This field is not an audited mutation: give its extensions audited(…).');
  return mutationAudit;
}
