import type { ToolCall } from '@penstock/providers';
import type { GenerationContent as ContentRow, PrismaClient } from '../database/generated/client/client.ts';
import { sumCosts } from '../generation/settle-attempt.ts';
import { fromAttemptRow } from './from-attempt-row.ts';
import { fromGenerationRow } from './from-generation-row.ts';
import type { StoredContent, StoredGeneration } from './stored-generation.ts';
import { fromPlanRecord, type PlanRecord } from './stored-plan.ts';
import type { StoredRequest } from './stored-request.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A whole generation that has ended, with its attempts in order; null when it is not known, or `id` is no id. */
export async function readGeneration(prisma: PrismaClient, id: string): Promise<StoredGeneration | null> {
  if (!uuid.test(id)) return null;
  const row = await prisma.generation.findUnique({
    where: { id },
    include: { content: true, attempts: { orderBy: { number: 'asc' } } },
  });
  if (row === null) return null;
  const attempts = row.attempts.map(fromAttemptRow);
  return {
    ...fromGenerationRow(row),
    attempts,
    cost: sumCosts(attempts),
    content: row.content === null ? null : fromContentRow(row.content),
  };
}

/** The casts give back what the recorder wrote; nobody else writes this table. */
function fromContentRow(row: ContentRow): StoredContent {
  return {
    request: row.request as unknown as StoredRequest,
    text: row.text,
    reasoning: row.reasoning,
    toolCalls: row.toolCalls as unknown as readonly ToolCall[],
    json: row.json,
    plan: fromPlanRecord(row.plan as unknown as PlanRecord),
    metadata: row.metadata,
  };
}
