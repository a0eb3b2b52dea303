import { GraphQLError } from 'graphql';
import { isOfWorkspace } from '../../access/permissions.ts';
import type { Prisma } from '../../database/generated/client/client.ts';
import type { Generation } from '../../generation/generation.ts';
import type { GraphqlContext } from '../context.ts';
import { isUuid } from '../id-cursor.ts';
import { readsContent, takeStored } from './content-budget.ts';
import { listRunning } from './running-generation.ts';
import { type GenerationRow, toGenerationRow } from './to-generation-row.ts';

/**
 * A generation by its id: from memory while it runs and a few minutes after, else from the database. Reads only the
 * selection of `query`. If another process runs it, its shared events are read, else its last stored report. The events
 * are enough while the database is unavailable. Null if there is none, or the viewer may not see its workspace.
 */
export async function findGeneration(
  query: Pick<Prisma.GenerationFindUniqueArgs, 'include' | 'select'>,
  id: string,
  { services, viewer, content }: GraphqlContext,
): Promise<GenerationRow | null> {
  if (!isUuid(id)) return null;
  const fromMemory = (live: Generation): GenerationRow | null => {
    if (!isOfWorkspace(viewer, live.request.caller.workspaceId)) return null;
    if (readsContent(query)) content?.take(live.text.length + live.reasoning.length);
    return toGenerationRow(live);
  };
  const own = services.generations.find(id);
  if (own !== null) return fromMemory(own);
  const workspaceId = viewer.workspaceId ?? undefined;
  // Typed as the whole row: no resolver of a query reads a column that the query does not select.
  const read = () =>
    services.prisma.generation.findUnique({ ...query, where: { id, workspaceId } }) as Promise<GenerationRow | null>;
  let away: unknown = null;
  try {
    if (readsContent(query)) await takeStored([id], { services, content });
    const stored = await read();
    if (stored !== null) return stored;
  } catch (error) {
    if (error instanceof GraphQLError) throw error;
    away = error;
  }
  const followed = await services.generations.locate(id);
  if (followed !== null) return fromMemory(followed);
  if (away !== null) throw away;
  const [running] = await listRunning({ id, ...(workspaceId === undefined ? null : { workspaceId }) }, 1, { services });
  // It may have ended between the two reads.
  return running ?? read();
}
