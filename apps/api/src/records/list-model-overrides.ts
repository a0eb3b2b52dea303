import type { ModelOverride } from '@penstock/router';
import type { PrismaClient } from '../database/generated/client/client.ts';

/** The models that an operator stored, for the catalog, in the order of their ids. */
export async function listModelOverrides(prisma: PrismaClient): Promise<readonly ModelOverride[]> {
  return prisma.modelConfiguration.findMany({
    select: { id: true, settings: true, isActive: true },
    orderBy: { id: 'asc' },
  });
}
