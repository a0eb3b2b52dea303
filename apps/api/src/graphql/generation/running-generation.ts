import type { Prisma } from '../../database/generated/client/client.ts';
import type { Generation, SettledAttempt } from '../../generation/generation.ts';
import { sumCosts, sumTokens } from '../../generation/settle-attempt.ts';
import type { GraphqlContext } from '../context.ts';
import { toDecimal } from '../scalars/decimal.ts';
import { type GenerationRow, toAttemptRow, toGenerationRow } from './to-generation-row.ts';

type Context = Pick<GraphqlContext, 'services'>;
type Noted = Prisma.RunningGenerationGetPayload<object>;

/** Generations stored as running, in this process or in another, newest first. `take` below 0: the oldest. */
export async function listRunning(
  where: Prisma.RunningGenerationWhereInput,
  take: number,
  { services }: Context,
): Promise<readonly GenerationRow[]> {
  const noted = await services.prisma.runningGeneration.findMany({ where, take, orderBy: { id: 'desc' } });
  const staticById = await readStatic(noted, services.prisma);
  return noted.map((row) => {
    const live = services.generations.find(row.id);
    return live === null ? toRow(row, staticById) : toGenerationRow(live);
  });
}

/** The static exclusions of the plans, which refer to them by id. */
async function readStatic(
  noted: readonly Noted[],
  prisma: Context['services']['prisma'],
): Promise<ReadonlyMap<string, Prisma.JsonValue>> {
  const ids = new Set(noted.flatMap(({ staticExclusionsId }) => staticExclusionsId ?? []));
  if (ids.size === 0) return new Map();
  const rows = await prisma.staticExclusions.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map(({ id, exclusions }) => [id, exclusions]));
}

/** The row of a generation that another process runs. Its content so far is only in that process. */
function toRow(noted: Noted, staticById: ReadonlyMap<string, Prisma.JsonValue>): GenerationRow {
  const { staticExclusionsId, plan, expiresAt: _, ...facts } = noted;
  // The estimate of the running call is not shown before it is settled.
  const attempts = readAttempts(noted).filter(({ outcome }) => outcome !== 'interrupted');
  const owner = {
    id: noted.id,
    request: { caller: { ...facts, session: facts.sessionId }, routing: { ...facts, model: facts.requestedModel } },
  };
  const exclusions = staticExclusionsId === null ? undefined : staticById.get(staticExclusionsId);
  const cost = attempts.length === 0 ? null : sumCosts(attempts);
  return {
    ...facts,
    status: 'RUNNING' satisfies Generation['status'],
    modelId: null,
    providerId: null,
    finishReason: null,
    rawFinishReason: null,
    errorCode: null,
    errorMessage: null,
    ...sumTokens(attempts),
    costUsd: cost === null ? null : toDecimal(cost.totalUsd),
    attemptCount: attempts.length,
    fellBack: false,
    cacheStatus: null,
    endpoint: null,
    settledAt: noted.createdAt,
    content: null,
    plan: {
      generationId: noted.id,
      plan,
      staticExclusionsId,
      staticExclusions:
        staticExclusionsId === null || exclusions === undefined ? null : { id: staticExclusionsId, exclusions },
    },
    attempts: attempts.map((attempt) => toAttemptRow(attempt, owner)),
  };
}

/** Attempts as `runningColumns` wrote them. */
function readAttempts({ attempts }: Noted): readonly SettledAttempt[] {
  return attempts as unknown as readonly SettledAttempt[];
}
