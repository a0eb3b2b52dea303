import type { Plan } from '@penstock/router';
import { isSubstituted, type Served } from '../../generation/explain-substitution.ts';
import { type ServedWarning, servedWarnings, warningsOf } from '../../generation/served-warnings.ts';
import { readPlan } from '../../records/stored-plan.ts';
import type { GraphqlContext } from '../context.ts';
import { readWarnings } from './warning.ts';

/** The columns of a stored generation that decide its warnings. */
type WarnedRow = Omit<Served, 'attempts'> & {
  id: string;
  status: string;
  attempts: readonly { modelId: string; outcome: string; errorCode: string | null; warnings: unknown }[];
};

const planSelect = { plan: true, staticExclusions: { select: { id: true, exclusions: true } } } as const;

/** The warnings of the call that answered. If another than the named model answered, a warning of that comes first. */
export async function readServedWarnings(
  row: WarnedRow,
  _args: object,
  { services }: Pick<GraphqlContext, 'services'>,
): Promise<readonly ServedWarning[]> {
  const served = {
    ...row,
    attempts: row.attempts.map(({ errorCode: errorKind, warnings, ...attempt }) => ({
      ...attempt,
      errorKind,
      warnings: readWarnings(warnings),
    })),
  };
  const catalog = services.catalog();
  if (row.status === 'RUNNING') return servedWarnings(served.attempts);
  // Rare, so the plan is not read with every row.
  const plan = isSubstituted(row, catalog) ? await readPlanOf(row.id, services) : noPlan;
  return warningsOf(served, plan, catalog);
}

const noPlan: Pick<Plan, 'exclusions' | 'staticExclusions'> = { exclusions: [], staticExclusions: null };

async function readPlanOf(id: string, services: GraphqlContext['services']): Promise<typeof noPlan> {
  return services.generations.find(id)?.plan ?? (await readStoredPlan(id, services));
}

/** The plan of a stored generation; an empty one if the record was removed meanwhile. */
async function readStoredPlan(
  id: string,
  { prisma }: Pick<GraphqlContext['services'], 'prisma'>,
): Promise<Pick<Plan, 'exclusions' | 'staticExclusions'>> {
  const row = await prisma.generation.findUnique({
    where: { id },
    select: { content: { select: planSelect }, plan: { select: planSelect } },
  });
  const stored = row?.content ?? row?.plan;
  return stored == null ? noPlan : readPlan(stored.plan, stored.staticExclusions);
}
