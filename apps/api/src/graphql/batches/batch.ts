import { resolveCursorConnection } from '@pothos/plugin-relay';
import type { Prisma } from '../../database/generated/client/client.ts';
import { InputError } from '../../errors/service-error.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { BatchResult, type BatchResultRow, readResults } from './batch-result.ts';
import { BatchStatus, batchStatusOf } from './batch-status.ts';
import { mostProviderBatches, ProviderBatch, readProviderBatches } from './provider-batch.ts';
import { refuseBackwards } from './refuse-backwards.ts';

const mostOnPage = 200;

/** A batch without its rows. */
export type BatchState = Prisma.BatchGetPayload<object>;

export const Batch = builder.objectRef<BatchState>('Batch').implement({
  description: 'Many requests that run in the background. Each becomes a generation.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the batch.' }),
    status: t.field({
      type: BatchStatus,
      description: 'The status of the batch.',
      resolve: ({ status }) => batchStatusOf(status),
    }),
    workspaceId: t.exposeID('workspaceId', { description: 'The workspace of the batch.' }),
    concurrency: t.exposeInt('concurrency', {
      description: 'Rows that run at the same time, over all replicas.',
    }),
    total: t.exposeInt('total', { description: 'The number of rows.' }),
    completed: t.exposeInt('completed', { description: 'Rows with an answer.' }),
    failed: t.exposeInt('failed', { description: 'Rows that ended without an answer, including cancelled rows.' }),
    costUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'The cost of its ended rows so far, US dollars, including calls that were cut and repeated. Null if a call is unpriced.',
      resolve: ({ costUsd, unpriced }) => (unpriced > 0 ? null : costUsd.toFixed()),
    }),
    cancelReason: t.exposeString('cancelReason', {
      nullable: true,
      description: 'Why the batch was cancelled; null if it was not.',
    }),
    deadline: t.expose('deadline', {
      type: 'DateTime',
      nullable: true,
      description: 'The deadline of its rows; null: as soon as possible.',
    }),
    providerBatches: t.field({
      type: [ProviderBatch],
      extensions: withCost({ work: 100 }),
      description: `Its provider batches, newest first, at most ${mostProviderBatches}. None without a deadline.`,
      resolve: ({ id }, _args, { services }) => readProviderBatches(id, services.prisma),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'The time at which it was stored.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The time at which its last row ended; null before.',
    }),
    results: t.connection(
      {
        type: BatchResult,
        extensions: withCost({ work: 200 }),
        description: 'Its rows in the order of the inputs, 20 a page and at most 200.',
        resolve: ({ id }, args, context) => {
          refuseBackwards(args);
          return resolveCursorConnection(
            { args, defaultSize: 20, maxSize: mostOnPage, toCursor: ({ index }: BatchResultRow) => String(index) },
            ({ after, limit }: { after?: string; limit: number }) =>
              readResults(id, after === undefined ? -1 : indexOf(after), limit, context.services.prisma),
          );
        },
      },
      { name: 'BatchResultConnection', description: 'A page of the rows of a batch.' },
      { name: 'BatchResultEdge', description: 'A row of a batch and its place.' },
    ),
  }),
});

function indexOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new InputError('after', 'is not a cursor of this list');
}
