import type { Warning } from '@penstock/providers';
import type { AttemptOutcome, Catalog, Plan } from '@penstock/router';
import { explainSubstitution, isSubstituted, type Served } from './explain-substitution.ts';

/** A warning of a call, or that another model served than the one that was asked for. */
export type ServedWarning = Omit<Warning, 'action'> & { action: Warning['action'] | 'substituted' };

const none: readonly Warning[] = Object.freeze([]);

/** Attempts that were not made, or that another one outran, have served nothing. */
const unserved: ReadonlySet<string> = new Set<AttemptOutcome>(['skipped', 'outrun']);

/** What the model that served could not do as it was asked: the warnings of the last call that was made. */
export function servedWarnings(
  attempts: readonly { outcome: string; warnings?: readonly Warning[] }[],
): readonly Warning[] {
  return attempts.findLast(({ outcome }) => !unserved.has(outcome))?.warnings ?? none;
}

/** The warnings of a generation that has ended: first the named model, where another served, then those of the call. */
export function warningsOf(
  served: Served & { attempts: readonly { outcome: string; warnings?: readonly Warning[] }[] },
  plan: Pick<Plan, 'exclusions' | 'staticExclusions'>,
  catalog: Pick<Catalog, 'resolve'>,
): readonly ServedWarning[] {
  const warnings = servedWarnings(served.attempts);
  if (!isSubstituted(served, catalog)) return warnings;
  return [{ path: 'model', action: 'substituted', message: explainSubstitution(served, plan, catalog) }, ...warnings];
}
