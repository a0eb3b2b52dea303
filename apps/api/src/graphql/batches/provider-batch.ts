import type { Prisma, PrismaClient } from '../../database/generated/client/client.ts';
import { readStoredText } from '../../records/stored-text.ts';
import { builder } from '../builder.ts';
import { ProviderBatchStatus, providerBatchStatusOf } from './batch-status.ts';

/** The most provider batches shown for one batch. */
export const mostProviderBatches = 100;

type ProviderBatchRow = Prisma.ProviderBatchGetPayload<object>;

export const ProviderBatch = builder.objectRef<ProviderBatchRow>('ProviderBatch').implement({
  description: "Rows of a batch that were sent as one batch of their provider, at the provider's batch price.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the provider batch.' }),
    provider: t.exposeString('providerId', { description: 'The provider that runs it.' }),
    model: t.exposeString('model', { description: "The model's name at the provider." }),
    status: t.field({
      type: ProviderBatchStatus,
      description: 'The status of the provider batch.',
      resolve: ({ status }) => providerBatchStatusOf(status),
    }),
    upstreamId: t.exposeString('upstreamId', {
      nullable: true,
      description: 'The id at the provider; null until the provider has confirmed the batch.',
    }),
    total: t.exposeInt('total', { description: 'The number of rows.' }),
    answered: t.exposeInt('answered', {
      description:
        'Rows that the provider has answered. When the batch has ended, the others run like rows without a deadline.',
    }),
    reason: t.string({
      nullable: true,
      description:
        'Why some rows have no answer, in one sentence. Null if all have one, while it runs, and if the provider gave no reason.',
      resolve: ({ reason }) => (reason === null ? null : readStoredText(reason)),
    }),
    submittedAt: t.expose('submittedAt', { type: 'DateTime', description: 'The time at which it was submitted.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The time of its end; null before.',
    }),
  }),
});

/** The provider batches of a batch, newest first. */
export function readProviderBatches(
  batchId: string,
  prisma: Pick<PrismaClient, 'providerBatch'>,
): Promise<ProviderBatchRow[]> {
  return prisma.providerBatch.findMany({ where: { batchId }, orderBy: { id: 'desc' }, take: mostProviderBatches });
}
