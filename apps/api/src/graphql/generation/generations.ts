import type { Prisma } from '../../database/generated/client/client.ts';
import { badUserInput } from '../bad-user-input.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { isUuid } from './find-generation.ts';
import { Generation } from './generation.ts';
import { GenerationFilter, listingOf } from './generation-filter.ts';

builder.queryField('generations', (t) =>
  t.prismaConnection(
    {
      type: Generation,
      cursor: 'id',
      extensions: withCost({ work: 300 }),
      description:
        'What has ended, newest first, 20 a page and at most 200. What was said is read only where it is selected.',
      args: { filter: t.arg({ type: GenerationFilter, description: 'Which ones; all when left out.' }) },
      resolve: (query, _root, { filter }, { services, viewer }) => {
        const { cursor, skip: _, ...page } = query;
        const { where, orderBy } = listingOf(filter ?? null, viewer);
        return services.prisma.generation.findMany({
          ...page,
          where: { AND: [where, behind(cursor?.id, page.take)] },
          orderBy,
        });
      },
    },
    { name: 'GenerationConnection', description: 'A page of generations.' },
    { name: 'GenerationEdge', description: 'A generation and its place in the list.' },
  ),
);

/**
 * Where a page begins, by the key alone: unlike Prisma's cursor it needs no row to be there, so that a page follows
 * even when the row before it was pruned meanwhile.
 */
function behind(id: string | undefined, take: number): Prisma.GenerationWhereInput {
  if (id === undefined) return {};
  if (!isUuid(id)) throw badUserInput(take < 0 ? 'before' : 'after', 'is no cursor of this list');
  return { id: take < 0 ? { gt: id } : { lt: id } };
}
