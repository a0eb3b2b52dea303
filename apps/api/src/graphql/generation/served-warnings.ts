import type { Plan } from '@penstock/router';
import { explainSubstitution, isSubstituted, type Served } from '../../generation/explain-substitution.ts';
import { readPlan } from '../../records/stored-plan.ts';
import type { GraphqlContext } from '../context.ts';
import { readWarnings, type WarningSource } from './warning.ts';

/** The columns of a stored generation that its warnings follow from. */
type WarnedRow = Omit<Served, 'attempts'> & {
  id: string;
  status: string;
  attempts: readonly (Served['attempts'][number] & { warnings: unknown })[];
};

const planSelect = { plan: true, staticExclusions: { select: { id: true, exclusions: true } } } as const;

/** The warnings of the call that served; before them, where another model served than the one that was asked for. */
export async function readServedWarnings(
  row: WarnedRow,
  _args: object,
  { services }: Pick<GraphqlContext, 'services'>,
): Promise<readonly WarningSource[]> {
  const warnings = readWarnings(row.attempts.findLast(({ outcome }) => outcome !== 'skipped')?.warnings);
  const catalog = services.catalog();
  if (row.status === 'RUNNING' || !isSubstituted(row, catalog)) return warnings;
  // Rare, so the plan is not read with every row.
  const plan = services.generations.find(row.id)?.plan ?? (await readStoredPlan(row.id, services));
  const message = explainSubstitution(row, plan, catalog);
  return [{ path: 'model', action: 'substituted', message }, ...warnings];
}

/** The plan of a stored generation; an empty one where the record was removed meanwhile. */
async function readStoredPlan(
  id: string,
  { prisma }: Pick<GraphqlContext['services'], 'prisma'>,
): Promise<Pick<Plan, 'exclusions' | 'staticExclusions'>> {
  const row = await prisma.generation.findUnique({
    where: { id },
    select: { content: { select: planSelect }, plan: { select: planSelect } },
  });
  const stored = row?.content ?? row?.plan;
  return stored == null ? { exclusions: [], staticExclusions: null } : readPlan(stored.plan, stored.staticExclusions);
}
