import { setTimeout as sleep } from 'node:timers/promises';
import { resolveCursorConnection } from '@pothos/plugin-relay';
import { ServiceError } from '../../errors/service-error.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { withCost } from '../execution/field-cost.ts';
import { behindId } from '../id-cursor.ts';
import { Batch, type BatchState } from './batch.ts';
import { findBatch } from './find-batch.ts';
import { refuseBackwards } from './refuse-backwards.ts';

/** Time between two reads of a batch's progress, milliseconds. */
const readPauseMs = 500;

builder.queryField('batch', (t) =>
  t.field({
    type: Batch,
    nullable: true,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description: 'A batch by its id; null if there is none.',
    args: { id: t.arg.id({ required: true, description: 'The id of the batch.' }) },
    resolve: (_root, { id }, context) => findBatch(id, context),
  }),
);

builder.queryField('batches', (t) =>
  t.connection(
    {
      type: Batch,
      extensions: withCost({ work: 200 }),
      authScopes: { can: 'read' },
      description: 'Batches, newest first, 20 a page and at most 200.',
      resolve: (_root, args, { services, viewer }) => {
        refuseBackwards(args);
        const workspaceId = viewer.workspaceId ?? undefined;
        return resolveCursorConnection(
          { args, defaultSize: 20, maxSize: 200, toCursor: ({ id }: BatchState) => id },
          ({ after, limit }: { after?: string; limit: number }) =>
            services.prisma.batch.findMany({
              where: { workspaceId, ...behindId(after, limit) },
              orderBy: { id: 'desc' },
              take: limit,
            }),
        );
      },
    },
    { name: 'BatchConnection', description: 'A page of batches.' },
    { name: 'BatchEdge', description: 'A batch and its place in the list.' },
  ),
);

builder.subscriptionField('batch', (t) =>
  t.field({
    type: Batch,
    extensions: withCost({ work: 100 }),
    authScopes: { can: 'read' },
    description:
      'A batch as it is now, then after every progress, until its last row has ended. At most two events a second.',
    args: { id: t.arg.id({ required: true, description: 'The id of the batch.' }) },
    subscribe: async (_root, { id }, context) => {
      const known = await findBatch(id, context);
      if (known === null) throw new ServiceError('NOT_FOUND', `There is no batch '${id}'.`);
      return progressOf(known, context);
    },
    resolve: (state) => state,
  }),
);

/** Read from the database, so that rows of every replica count. Ends with the batch, the caller or the service. */
async function* progressOf(known: BatchState, context: GraphqlContext): AsyncGenerator<BatchState> {
  const { services, signal } = context;
  const left = AbortSignal.any([signal, services.closing]);
  yield known;
  for (let last: BatchState | null = known; last?.endedAt === null && !left.aborted; ) {
    await sleep(readPauseMs, undefined, { signal: left }).catch(() => {});
    if (left.aborted) return;
    const now = await findBatch(known.id, context);
    if (now !== null && hasChanged(last, now)) yield now;
    last = now;
  }
}

function hasChanged(before: BatchState, now: BatchState): boolean {
  return (
    before.completed !== now.completed ||
    before.failed !== now.failed ||
    before.status !== now.status ||
    !before.costUsd.equals(now.costUsd)
  );
}
