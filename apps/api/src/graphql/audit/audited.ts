import type { GraphQLField } from 'graphql';
import type { GraphqlContext } from '../context.ts';
import type { MutationAudit } from './mutation-audit.ts';

/** How a mutation is recorded in the audit log. Every mutation states it as `extensions: { audit }`. */
export type AuditRule =
  /** `action`: subject and verb, `budget.save`. `target`: the type of the changed thing, `budget`. */
  | { type: 'audited'; action: `${string}.${string}`; target: string }
  /** Only refused calls of it are recorded. `reason`: why, as a sentence. */
  | { type: 'not-audited'; reason: string };

/** For the `extensions` of a mutation: each call of it leaves an entry. */
export function audited(action: `${string}.${string}`, target: string): { audit: AuditRule } {
  return { audit: { type: 'audited', action, target } };
}

/** For the `extensions` of a mutation that changes nothing, or that is recorded elsewhere. */
export function notAudited(reason: string): { audit: AuditRule } {
  return { audit: { type: 'not-audited', reason } };
}

/** The rule that a mutation states; undefined where it states none. */
export function auditRuleOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): AuditRule | undefined {
  const rule: unknown = extensions.audit;
  // Only this file's type is ever put there: the compiler checks each place that states it.
  return typeof rule === 'object' && rule !== null ? (rule as AuditRule) : undefined;
}

/** The entry of the running mutation, for its resolver to say what changed. Throws outside an audited mutation. */
export function auditOf({ mutationAudit }: Pick<GraphqlContext, 'mutationAudit'>): MutationAudit {
  if (mutationAudit == null) throw new Error('This field is no audited mutation: give its extensions audited(…).');
  return mutationAudit;
}
