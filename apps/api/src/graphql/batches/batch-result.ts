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

/** A row of a batch as it is shown. */
export type BatchResultRow = Prisma.BatchRowGetPayload<{ select: typeof columns }>;

export const BatchResult = builder.objectRef<BatchResultRow>('BatchResult').implement({
  description: 'One row of a batch, and how it ended.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place among the inputs, from 0.' }),
    status: t.field({
      type: BatchRowStatus,
      description: 'Where it stands.',
      resolve: ({ status }) => rowStatusOf(status),
    }),
    generationId: t.exposeID('generationId', {
      nullable: true,
      description: 'The id of its generation; null before it begins, and where it never began.',
    }),
    generation: t.prismaField({
      type: Generation,
      nullable: true,
      extensions: withCost({ work: 100 }),
      description:
        'The generation that it became. Null before it begins, where it was refused, and where the record was removed.',
      resolve: (query, { generationId }, _args, context) =>
        generationId === null ? null : findGeneration(query, generationId, context),
    }),
    providerBatchId: t.exposeID('providerBatchId', {
      nullable: true,
      description: 'The batch of its provider that has it or has answered it, one of `providerBatches`; null: none.',
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'Why it has no answer, as BUDGET_EXCEEDED; null where it has one, and before its end.',
    }),
    errorMessage: t.string({
      nullable: true,
      description: 'The same as a sentence.',
      resolve: ({ errorMessage }) => (errorMessage === null ? null : readStoredText(errorMessage)),
    }),
    costUsd: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What its calls have cost, US dollars, those that were cut too. Null where one is unpriced.',
      resolve: ({ costUsd, isUnpriced }) => (isUnpriced ? null : costUsd.toFixed()),
    }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true, description: 'When it ended; null before.' }),
  }),
});

/** The rows of a batch after an index. A row that failed as a generation has its message in that record. */
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
