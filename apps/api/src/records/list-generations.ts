import type { Prisma, PrismaClient } from '../database/generated/client/client.ts';
import { earliestIdAt } from './earliest-id.ts';
import { fromGenerationRow } from './from-generation-row.ts';
import type { EndStatus, GenerationSummary } from './stored-generation.ts';

/** Which generations to list. What is left out or null does not restrict. */
export type GenerationFilter = {
  workspaceId?: string | null;
  status?: EndStatus | null;
  modelId?: string | null;
  providerId?: string | null;
  taskType?: string | null;
  executionId?: string | null;
  /** Created at this moment or later. */
  from?: Date | null;
  /** Created before this moment. */
  to?: Date | null;
};

export type GenerationPageInput = {
  /** How many, 1 to 1,000. */
  first: number;
  /** The id that the page before ended with; null for the first page. */
  after: string | null;
  filter: GenerationFilter;
};

/** A page of generations, the newest first. */
export type GenerationPage = { generations: readonly GenerationSummary[]; hasNextPage: boolean };

/** Lists ended generations by their key, so that the hundredth page costs what the first did. */
export async function listGenerations(
  prisma: PrismaClient,
  { first, after, filter }: GenerationPageInput,
): Promise<GenerationPage> {
  if (!Number.isInteger(first) || first < 1 || first > 1_000) {
    throw new RangeError(`A page has 1 to 1,000 generations, not ${first}.`);
  }
  const rows = await prisma.generation.findMany({
    where: toWhere(filter, after),
    orderBy: { id: 'desc' },
    take: first + 1,
  });
  return { generations: rows.slice(0, first).map(fromGenerationRow), hasNextPage: rows.length > first };
}

/** The time is in the id: a span of time is a span of ids, which every index on the table ends with. */
export function toWhere(filter: GenerationFilter, after: string | null = null): Prisma.GenerationWhereInput {
  const { workspaceId, status, modelId, providerId, taskType, executionId, from, to } = filter;
  const spans: Prisma.UuidFilter[] = [];
  if (from != null) spans.push({ gte: earliestIdAt(from) });
  if (to != null) spans.push({ lt: earliestIdAt(to) });
  if (after !== null) spans.push({ lt: after });
  return {
    ...(workspaceId == null ? {} : { workspaceId }),
    ...(status == null ? {} : { status }),
    ...(modelId == null ? {} : { modelId }),
    ...(providerId == null ? {} : { providerId }),
    ...(taskType == null ? {} : { taskType }),
    ...(executionId == null ? {} : { executionId }),
    AND: spans.map((id) => ({ id })),
  };
}
