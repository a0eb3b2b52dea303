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

/** The time is in the id: a span of time is a span of ids, which every index on the table ends with. */
export function toWhere(filter: GenerationFilter): Prisma.GenerationWhereInput {
  const { workspaceId, status, modelId, providerId, taskType, executionId, from, to } = filter;
  const spans: Prisma.UuidFilter[] = [];
  if (from != null) spans.push({ gte: earliestIdAt(from) });
  if (to != null) spans.push({ lt: earliestIdAt(to) });
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
