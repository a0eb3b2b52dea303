import { usageOf } from '@penstock/providers';
import type { ChatCall } from '@penstock/router';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { Prisma } from '../database/generated/client/client.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { Generation } from '../generation/generation.ts';
import type { KnownAnswer, StoredAnswers } from '../generation/known-answers.ts';
import { removeContent } from './remove-contents.ts';
import { readJson } from './stored-json.ts';
import { readParts } from './stored-parts.ts';

/** The checked part of a stored request. Its other columns were written from a checked request. */
const requestForm = z.object({
  call: z.looseObject({ type: z.string(), messages: z.array(z.looseObject({ role: z.string() })).optional() }),
  delivery: z.object({ isDetached: z.boolean() }),
  thread: z
    .object({ previousId: z.string().nullable(), ownMessages: z.int(), session: z.string().optional() })
    .optional(),
});

/** Chats from the table of generations and its content. */
export function createStoredAnswers({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>): StoredAnswers {
  return {
    async read(ids, workspaceId) {
      if (ids.length === 0) return [];
      const rows = await prisma.generation.findMany({
        where: { id: { in: [...ids] }, ...(workspaceId !== null && { workspaceId }), content: { isNot: null } },
        include: { content: { omit: { plan: true } } },
      });
      return rows.flatMap(toKnownAnswer);
    },
    remove: (id, workspaceId, alongside) =>
      inTransaction(pool, async (client) => {
        const isRecorded = await removeContent(client, id, workspaceId);
        if (isRecorded) await alongside(client);
        return isRecorded;
      }),
    async isRunning(id, workspaceId) {
      const where = { id, ...(workspaceId !== null && { workspaceId }) };
      return (await prisma.runningGeneration.count({ where })) > 0;
    },
  };
}

type Row = Prisma.GenerationGetPayload<{ include: { content: { omit: { plan: true } } } }>;

function toKnownAnswer(row: Row): readonly KnownAnswer[] {
  const { content } = row;
  if (content === null) return [];
  const { call, thread, delivery } = readJson(requestForm, content.request, 'generation_content.request');
  if (call.type !== 'chat') return [];
  const request: KnownAnswer['request'] = {
    // Written from a call of this form; its messages were checked above.
    call: call as unknown as ChatCall,
    ...(thread !== undefined && { thread }),
    caller: { workspaceId: row.workspaceId, metadata: content.metadata },
    delivery,
  };
  return [
    {
      id: row.id,
      status: row.status as Generation['status'],
      parts: readParts(content),
      modelId: row.modelId,
      finishReason: row.finishReason as Generation['finishReason'],
      providerMetadata: toMetadata(content.providerMetadata),
      failure: failureOf(row),
      tokens: usageOf((bucket) => row[bucket]),
      createdAtMs: row.createdAt.getTime(),
      settledAtMs: row.settledAt.getTime(),
      request,
    },
  ];
}

function toMetadata(value: unknown): KnownAnswer['providerMetadata'] {
  return readJson(z.record(z.string(), z.unknown()).nullable(), value, 'generation_content.provider_metadata');
}

function failureOf({ errorCode, errorMessage }: Pick<Row, 'errorCode' | 'errorMessage'>): Generation['failure'] {
  if (errorCode === null) return null;
  // The column is written from a failure.
  return { code: errorCode as NonNullable<Generation['failure']>['code'], message: errorMessage ?? 'It failed.' };
}
