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
 * A generation by its id: from memory while it runs and a few minutes after, else as stored. Reads no more than `query`
 * selects. One that runs in another process is read by its events where replicas share them, else as that process last
 * reported it. Null when there is none, or when it belongs to a workspace that the viewer may not see. While the database
 * is away, its events are enough.
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
  // Typed as the whole row: what a query does not select, no resolver of that query reads.
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
  // It may have ended between the two.
  return running ?? read();
}
