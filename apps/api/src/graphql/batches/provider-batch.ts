import type { Prisma, PrismaClient } from '../../database/generated/client/client.ts';
import { readStoredText } from '../../records/stored-text.ts';
import { builder } from '../builder.ts';
import { ProviderBatchStatus, providerBatchStatusOf } from './batch-status.ts';

/** The most that are shown of one batch. */
export const mostProviderBatches = 100;

type ProviderBatchRow = Prisma.ProviderBatchGetPayload<object>;

export const ProviderBatch = builder.objectRef<ProviderBatchRow>('ProviderBatch').implement({
  description: "Rows of a batch that were sent as one batch of their provider, at the provider's price of batches.",
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Its id.' }),
    provider: t.exposeString('providerId', { description: 'The provider that has it.' }),
    model: t.exposeString('model', { description: "The model's name at the provider." }),
    status: t.field({
      type: ProviderBatchStatus,
      description: 'Where it stands.',
      resolve: ({ status }) => providerBatchStatusOf(status),
    }),
    upstreamId: t.exposeString('upstreamId', {
      nullable: true,
      description: "The provider's id of it; null until its provider has confirmed it.",
    }),
    total: t.exposeInt('total', { description: 'Its rows.' }),
    answered: t.exposeInt('answered', {
      description: 'Rows that it has answered. When it has ended, the others run as all rows without a deadline.',
    }),
    reason: t.string({
      nullable: true,
      description:
        'Why it has not answered all, in one sentence; null where it has, where it runs, and where its provider did not say.',
      resolve: ({ reason }) => (reason === null ? null : readStoredText(reason)),
    }),
    submittedAt: t.expose('submittedAt', { type: 'DateTime', description: 'When it was submitted.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended; null before.' }),
  }),
});

/** Those of a batch, the newest first. */
export function readProviderBatches(
  batchId: string,
  prisma: Pick<PrismaClient, 'providerBatch'>,
): Promise<ProviderBatchRow[]> {
  return prisma.providerBatch.findMany({ where: { batchId }, orderBy: { id: 'desc' }, take: mostProviderBatches });
}
