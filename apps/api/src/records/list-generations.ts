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
  const { where, orderBy } = toListing(filter);
  const rows = await prisma.generation.findMany({
    where: after === null ? where : { AND: [where, { id: { lt: after } }] },
    orderBy,
    take: first + 1,
  });
  return { generations: rows.slice(0, first).map(fromGenerationRow), hasNextPage: rows.length > first };
}

/** What to list, and in which order: the newest first. */
export type Listing = {
  where: Prisma.GenerationWhereInput;
  orderBy: Prisma.GenerationOrderByWithRelationInput[];
};

/** The time is in the id: a span of time is a span of ids, which every index on the table ends with. */
export function toListing(filter: GenerationFilter): Listing {
  const { from, to } = filter;
  const spans: Prisma.UuidFilter[] = [];
  if (from != null) spans.push({ gte: earliestIdAt(from) });
  if (to != null) spans.push({ lt: earliestIdAt(to) });
  const lead = findLead(filter);
  const where: Prisma.GenerationWhereInput = { AND: spans.map((id) => ({ id })) };
  for (const column of columns) {
    const value = filter[column];
    if (value != null) where[column] = column === lead ? { in: [value, value] } : value;
  }
  return { where, orderBy: [...(lead === null ? [] : [{ [lead]: 'asc' as const }]), { id: 'desc' }] };
}

const columns = ['executionId', 'workspaceId', 'modelId', 'providerId', 'taskType', 'status'] as const;

/**
 * The column that the indexes for a filter begin with; null where the key serves. Left to choose, PostgreSQL walks along
 * the key and drops what does not match, as long as it takes matches for frequent and evenly spread: a workspace that
 * left months ago would cost a walk over all that came since. Only an index that begins with the column can give the
 * order of that column and the id, and a list of the same value twice keeps PostgreSQL from seeing that the column is
 * constant, so that the id's order alone would do.
 */
function findLead(filter: GenerationFilter): (typeof columns)[number] | null {
  // Nearly all are completed: that alone is no reason to leave the key, and has no index.
  const used = filter.status === 'COMPLETED' ? { ...filter, status: null } : filter;
  return columns.find((column) => used[column] != null) ?? null;
}
