import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { behindId } from '../id-cursor.ts';
import { readsContent, takeStored } from './content-budget.ts';
import { Generation } from './generation.ts';
import { GenerationFilter, listingOf } from './generation-filter.ts';
import { listRunning } from './running-generation.ts';
import type { GenerationRow } from './to-generation-row.ts';

builder.queryField('generations', (t) =>
  t.prismaConnection(
    {
      type: Generation,
      cursor: 'id',
      extensions: withCost({ work: 300 }),
      authScopes: { can: 'read' },
      description:
        'Newest first, 20 a page and at most 200, including those that run, from shortly after their beginning. Content is read only where it is selected.',
      args: { filter: t.arg({ type: GenerationFilter, description: 'Which ones; all when left out.' }) },
      resolve: async (query, _root, { filter }, context) => {
        const { prisma } = context.services;
        const { cursor, skip: _, ...page } = query;
        const { ended, running } = listingOf(filter ?? null, context.viewer, context.services.workspaces);
        const place = behindId(cursor?.id, page.take);
        // Those that run are read first: what ends meanwhile is then among those that have ended.
        const begun = running === null ? [] : await listRunning({ AND: [running, place] }, page.take, context);
        const listed = ended === null ? null : { where: { AND: [ended.where, place] }, orderBy: ended.orderBy };
        if (listed !== null && readsContent(page)) {
          const ids = await prisma.generation.findMany({ ...listed, take: page.take, select: { id: true } });
          await takeStored(
            ids.map(({ id }) => id),
            context,
          );
        }
        const rows = listed === null ? [] : await prisma.generation.findMany({ ...page, ...listed });
        return begun.length === 0 ? rows : merge(rows, begun, page.take);
      },
    },
    { name: 'GenerationConnection', description: 'A page of generations.' },
    { name: 'GenerationEdge', description: 'A generation and its place in the list.' },
  ),
);

/** A page of both, each once: one that has ended is taken as it ended. `take` below 0 asks for the end of the list. */
function merge<Row extends { id: string }>(
  ended: readonly Row[],
  running: readonly GenerationRow[],
  take: number,
): (Row | GenerationRow)[] {
  const endedIds = new Set(ended.map(({ id }) => id));
  const all = [...ended, ...running.filter(({ id }) => !endedIds.has(id))];
  all.sort((left, right) => (left.id < right.id ? 1 : -1));
  return take < 0 ? all.slice(take) : all.slice(0, take);
}
