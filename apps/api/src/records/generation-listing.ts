import type { Prisma } from '../database/generated/client/client.ts';
import type { Generation } from '../generation/generation.ts';
import { earliestIdAt } from './earliest-id.ts';

/** Which ended generations to list. What is left out or null does not restrict. */
export type GenerationFilter = {
  workspaceId?: string | null;
  status?: Exclude<Generation['status'], 'RUNNING'> | null;
  modelId?: string | null;
  providerId?: string | null;
  taskType?: string | null;
  executionId?: string | null;
  /** Created at this moment or later. */
  from?: Date | null;
  /** Created before this moment. */
  to?: Date | null;
};

/** What to list, and in which order: the newest first. */
export type Listing = {
  where: Prisma.GenerationWhereInput;
  orderBy: Prisma.GenerationOrderByWithRelationInput[];
};

/** The time is in the id: a span of time is a span of ids, which every index on the table ends with. */
export function toListing(filter: GenerationFilter): Listing {
  const { modelId, providerId, from, to } = filter;
  if (modelId != null && providerId != null) {
    // A model's id begins with its provider: beside the model it says nothing more, or that there are none.
    return modelId.startsWith(`${providerId}/`) ? toListing({ ...filter, providerId: null }) : listOfNone;
  }
  const spans = spansOf({ from, to });
  const lead = findLead(filter);
  const where: Prisma.GenerationWhereInput = { AND: spans.map((id) => ({ id })) };
  for (const column of columns) {
    const value = filter[column];
    if (value != null) where[column] = column === lead ? { in: [value, value] } : value;
  }
  return { where, orderBy: [...(lead === null ? [] : [{ [lead]: 'asc' as const }]), { id: 'desc' }] };
}

/** The same for those that run. */
export function toRunningWhere(
  filter: Pick<GenerationFilter, 'workspaceId' | 'taskType' | 'executionId' | 'from' | 'to'>,
): Prisma.RunningGenerationWhereInput {
  const { workspaceId, taskType, executionId } = filter;
  return {
    AND: spansOf(filter).map((id) => ({ id })),
    ...(workspaceId == null ? null : { workspaceId }),
    ...(taskType == null ? null : { taskType }),
    ...(executionId == null ? null : { executionId }),
  };
}

function spansOf({ from, to }: Pick<GenerationFilter, 'from' | 'to'>): Prisma.UuidFilter[] {
  const spans: Prisma.UuidFilter[] = [];
  if (from != null) spans.push({ gte: earliestIdAt(from) });
  if (to != null) spans.push({ lt: earliestIdAt(to) });
  return spans;
}

const listOfNone: Listing = { where: { id: { in: [] } }, orderBy: [{ id: 'desc' }] };

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
