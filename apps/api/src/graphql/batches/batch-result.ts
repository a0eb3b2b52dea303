import type { Prisma, PrismaClient } from '../../database/generated/client/client.ts';
import { readStoredText } from '../../records/stored-text.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { findGeneration } from '../generation/find-generation.ts';
import { Generation } from '../generation/generation.ts';
import { BatchRowStatus, rowStatusOf } from './batch-status.ts';

const columns = {
  batchId: true,
  index: true,
  status: true,
  generationId: true,
  errorCode: true,
  errorMessage: true,
  costUsd: true,
  isUnpriced: true,
  endedAt: true,
  providerBatchId: true,
} as const satisfies Prisma.BatchRowSelect;

/** The columns of a batch row that the API shows. */
export type BatchResultRow = Prisma.BatchRowGetPayload<{ select: typeof columns }>;

export const BatchResult = builder.objectRef<BatchResultRow>('BatchResult').implement({
  description: 'One row of a batch, and its result.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'The index of its input, from 0.' }),
    status: t.field({
      type: BatchRowStatus,
      description: 'The status of the row.',
      resolve: ({ status }) => rowStatusOf(status),
    }),
    generationId: t.exposeID('generationId', {
      nullable: true,
      description: 'The id of its generation; null before it begins, and if it never began.',
    }),
    generation: t.prismaField({
      type: Generation,
      nullable: true,
      extensions: withCost({ work: 100 }),
      description: 'Its generation. Null before it begins, if it was refused, and if the record was removed.',
      resolve: (query, { generationId }, _args, context) =>
        generationId === null ? null : findGeneration(query, generationId, context),
    }),
    providerBatchId: t.exposeID('providerBatchId', {
      nullable: true,
      description: 'The provider batch that holds or answered the row, one of `providerBatches`; null for none.',
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description:
        'The code of the error, for example BUDGET_EXCEEDED; null if the row has an answer or has not ended.',
    }),
    errorMessage: t.string({
      nullable: true,
      description: 'The error as a sentence.',
      resolve: ({ errorMessage }) => (errorMessage === null ? null : readStoredText(errorMessage)),
    }),
    costUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The cost of its calls, US dollars, including cut calls. Null if a call is unpriced.',
      resolve: ({ costUsd, isUnpriced }) => (isUnpriced ? null : costUsd.toFixed()),
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The time of its end; null before.',
    }),
  }),
});

/** The rows of a batch after an index. The message of a failed generation is read from its record. */
export async function readResults(
  batchId: string,
  afterIndex: number,
  limit: number,
  prisma: Pick<PrismaClient, 'batchRow' | 'generation'>,
): Promise<BatchResultRow[]> {
  const rows = await prisma.batchRow.findMany({
    where: { batchId, index: { gt: afterIndex } },
    orderBy: { index: 'asc' },
    take: limit,
    select: columns,
  });
  const failedIds = rows.flatMap(({ status, errorMessage, generationId }) =>
    status === 'FAILED' && errorMessage === null && generationId !== null ? [generationId] : [],
  );
  if (failedIds.length === 0) return rows;
  const records = await prisma.generation.findMany({
    where: { id: { in: failedIds } },
    select: { id: true, errorMessage: true },
  });
  const messages = new Map(records.map(({ id, errorMessage }) => [id, errorMessage]));
  return rows.map((row) => ({
    ...row,
    errorMessage: row.errorMessage ?? (row.generationId === null ? null : (messages.get(row.generationId) ?? null)),
  }));
}
