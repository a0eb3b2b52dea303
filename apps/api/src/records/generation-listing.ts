import type { Prisma } from '../database/generated/client/client.ts';
import type { Generation } from '../generation/generation.ts';
import { earliestIdAt } from './earliest-id.ts';

/** Filters for a list of ended generations. A member that is left out or null does not restrict. */
export type GenerationFilter = {
  workspaceId?: string | null;
  status?: Exclude<Generation['status'], 'RUNNING'> | null;
  modelId?: string | null;
  providerId?: string | null;
  taskType?: string | null;
  executionId?: string | null;
  endUser?: string | null;
  sessionId?: string | null;
  tag?: string | null;
  /** Created at this moment or later. */
  from?: Date | null;
  /** Created before this moment. */
  to?: Date | null;
};

/** A filter with its order: the newest first. */
export type Listing = {
  where: Prisma.GenerationWhereInput;
  orderBy: Prisma.GenerationOrderByWithRelationInput[];
};

/** The id contains the time, so a time range is a range of ids. Every index on the table ends with the id. */
export function toListing(filter: GenerationFilter): Listing {
  const { modelId, providerId, from, to } = filter;
  if (modelId != null && providerId != null) {
    // A model's id begins with its provider. Beside a model, a provider adds nothing or excludes everything.
    return modelId.startsWith(`${providerId}/`) ? toListing({ ...filter, providerId: null }) : listOfNone;
  }
  const spans = spansOf({ from, to });
  const lead = findLead(filter);
  const where: Prisma.GenerationWhereInput = { AND: spans.map((id) => ({ id })) };
  for (const column of columns) {
    const value = filter[column];
    if (value != null) where[column] = column === lead ? { in: [value, value] } : value;
  }
  if (filter.tag != null) where.tags = { has: filter.tag };
  return { where, orderBy: [...(lead === null ? [] : [{ [lead]: 'asc' as const }]), { id: 'desc' }] };
}

/** The same for running generations. */
export function toRunningWhere(
  filter: Omit<GenerationFilter, 'status' | 'modelId' | 'providerId'>,
): Prisma.RunningGenerationWhereInput {
  const { workspaceId, taskType, executionId, endUser, sessionId, tag } = filter;
  return {
    AND: spansOf(filter).map((id) => ({ id })),
    ...(workspaceId == null ? null : { workspaceId }),
    ...(taskType == null ? null : { taskType }),
    ...(executionId == null ? null : { executionId }),
    ...(endUser == null ? null : { endUser }),
    ...(sessionId == null ? null : { sessionId }),
    ...(tag == null ? null : { tags: { has: tag } }),
  };
}

function spansOf({ from, to }: Pick<GenerationFilter, 'from' | 'to'>): Prisma.UuidFilter[] {
  const spans: Prisma.UuidFilter[] = [];
  if (from != null) spans.push({ gte: earliestIdAt(from) });
  if (to != null) spans.push({ lt: earliestIdAt(to) });
  return spans;
}

const listOfNone: Listing = { where: { id: { in: [] } }, orderBy: [{ id: 'desc' }] };

const columns = [
  'executionId',
  'sessionId',
  'endUser',
  'workspaceId',
  'modelId',
  'providerId',
  'taskType',
  'status',
] as const;

/**
 * The column that the indexes for a filter begin with; null where the primary key serves. By itself PostgreSQL may scan
 * the key, because it assumes frequent and evenly spread matches. For a workspace without recent calls, that reads all
 * later rows. Ordering by the column and the id forces an index that begins with the column. The list repeats its
 * value, so that PostgreSQL does not see a constant column and drop it from the order.
 */
function findLead(filter: GenerationFilter): (typeof columns)[number] | null {
  // Nearly all generations are completed, so this filter has no index and uses the key.
  const used = filter.status === 'COMPLETED' ? { ...filter, status: null } : filter;
  return columns.find((column) => used[column] != null) ?? null;
}
