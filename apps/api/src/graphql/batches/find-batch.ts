import type { GraphqlContext } from '../context.ts';
import { isUuid } from '../id-cursor.ts';
import type { BatchState } from './batch.ts';

/** A batch by its id. Null if there is none in a workspace that the viewer may see. */
export async function findBatch(
  id: string,
  { services, viewer }: Pick<GraphqlContext, 'services' | 'viewer'>,
): Promise<BatchState | null> {
  if (!isUuid(id)) return null;
  const workspaceId = viewer.workspaceId ?? undefined;
  return services.prisma.batch.findUnique({ where: { id, workspaceId } });
}
