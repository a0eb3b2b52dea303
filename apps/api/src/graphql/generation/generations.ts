import { findGenerations } from '../../records/find-generations.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { behindId } from '../id-cursor.ts';
import { readsContent, takeStored } from './content-budget.ts';
import { Generation } from './generation.ts';
import { GenerationFilter, readFilter } from './generation-filter.ts';
import { listRunning } from './running-generation.ts';
import type { GenerationRow } from './to-generation-row.ts';

/** The last row that a bounded search read. The key is the arguments of the field, which a connection holds. */
const stops = new WeakMap<object, string>();

builder.queryField('generations', (t) =>
  t.prismaConnection(
    {
      type: Generation,
      cursor: 'id',
      extensions: withCost({ work: 300 }),
      authScopes: { can: 'read' },
      description:
        'Generations, newest first, 20 a page and at most 200. Includes running generations from shortly after their start. Content is read only if it is selected.',
      args: { filter: t.arg({ type: GenerationFilter, description: 'The filter. Default: all generations.' }) },
      resolve: async (query, _root, args, context) => {
        const { prisma } = context.services;
        const { cursor, skip: _, ...page } = query;
        const { ended, running } = readFilter(args.filter ?? null, context.viewer, context.services.workspaces);
        const place = behindId(cursor?.id, page.take);
        // Running generations are read first: if one ends meanwhile, the read of ended generations finds it.
        const begun = running === null ? [] : await listRunning({ AND: [running, place] }, page.take, context);
        if (ended === null) return merge([], begun, page.take);
        const found = await findGenerations(prisma, ended, { cursorId: cursor?.id, take: page.take });
        if (found.stoppedAtId !== null) stops.set(args, found.stoppedAtId);
        const ids = [...found.ids];
        if (readsContent(page)) await takeStored(ids, context);
        const { take, ...selection } = page;
        const rows =
          ids.length === 0
            ? []
            : await prisma.generation.findMany({ ...selection, where: { id: { in: ids } }, orderBy: { id: 'desc' } });
        return begun.length === 0 ? rows : merge(rows, begun, take);
      },
    },
    {
      name: 'GenerationConnection',
      description: 'A page of generations.',
      fields: (field) => ({
        resumeAfter: field.string({
          nullable: true,
          description:
            'The point at which a search without an index stopped: after 50,000 generations, or 5,000 with `text`. Give it to `after`, or to `before`, to continue. Null if the page is full or all were searched.',
          resolve: (connection) => {
            const id = stopOf(connection);
            return id === null ? null : Buffer.from(`GPC:S:${id}`).toString('base64');
          },
        }),
        searchedUntil: field.field({
          type: 'DateTime',
          nullable: true,
          description: 'The request time of the generation at `resumeAfter`.',
          resolve: (connection) => {
            const id = stopOf(connection);
            // The first 48 bits of its id are the time.
            return id === null ? null : Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
          },
        }),
      }),
    },
    { name: 'GenerationEdge', description: 'A generation and its place in the list.' },
  ),
);

/** The stop of a connection, which holds the arguments of its field. */
function stopOf(connection: object): string | null {
  const args: unknown = Reflect.get(connection, 'args');
  return typeof args === 'object' && args !== null ? (stops.get(args) ?? null) : null;
}

/**
 * A page of running and ended generations, each once; the ended state wins. `take` below 0 reads the end of the list.
 */
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
