import type { Warning } from '@penstock/providers';
import type { AttemptOutcome, Catalog, Plan } from '@penstock/router';
import { explainSubstitution, isSubstituted, type Served } from './explain-substitution.ts';

/** A warning of a call, or the warning that another model served than the requested one. */
export type ServedWarning = Omit<Warning, 'action'> & { action: Warning['action'] | 'substituted' };

const none: readonly Warning[] = Object.freeze([]);

/** Outcomes of attempts that have served nothing: they were not made, or another attempt outran them. */
const unserved: ReadonlySet<string> = new Set<AttemptOutcome>(['skipped', 'outrun']);

/** The warnings of the last call that was made: the parts of the request that its model could not meet. */
export function servedWarnings(
  attempts: readonly { outcome: string; warnings?: readonly Warning[] }[],
): readonly Warning[] {
  return attempts.findLast(({ outcome }) => !unserved.has(outcome))?.warnings ?? none;
}

/** The warnings of a generation that has ended. If another model served than the named one, that comes first. */
export function warningsOf(
  served: Served & { attempts: readonly { outcome: string; warnings?: readonly Warning[] }[] },
  plan: Pick<Plan, 'exclusions' | 'staticExclusions'>,
  catalog: Pick<Catalog, 'resolve'>,
): readonly ServedWarning[] {
  const warnings = servedWarnings(served.attempts);
  if (!isSubstituted(served, catalog)) return warnings;
  return [{ path: 'model', action: 'substituted', message: explainSubstitution(served, plan, catalog) }, ...warnings];
}
