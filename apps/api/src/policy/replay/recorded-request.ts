import type { TokenUsage } from '@penstock/providers';
import { usageOf } from '@penstock/providers';
import type pg from 'pg';
import type { RecordedRouting } from '../../generation/recorded-routing.ts';
import { tokenColumns } from '../../records/token-columns.ts';

/** A request from its record, without its content. Plain data. */
export type RecordedRequest = {
  generationId: string;
  /** The first model of its plan. */
  planned: string | null;
  /** The model that served it; null if none did. */
  served: string | null;
  /** US dollars over all attempts; null if an attempt was unpriced. */
  costUsd: number | null;
  tokens: TokenUsage;
  /** Tokens of the prompt, as counted for its plan. */
  inputTokens: number;
  routing: RecordedRouting;
  /** Epoch milliseconds. */
  createdAtMs: number;
};

/** Requests per read, so that the process is never busy with rows for long. */
const pageSize = 500;

const sql = `SELECT generation.id AS "generationId", model_id AS served, cost_usd::float8 AS "costUsd", created_at AS "createdAt",
  ${tokenColumns.map(({ column }) => `generation.${column}`).join(', ')},
  stored.plan->'inputTokens' AS "inputTokens", stored.plan->'routing' AS routing,
  stored.plan->'candidates'->0->>'modelId' AS planned
FROM generation
LEFT JOIN generation_content AS content ON content.generation_id = generation.id
LEFT JOIN generation_plan AS alone ON alone.generation_id = generation.id
CROSS JOIN LATERAL (SELECT coalesce(content.plan, alone.plan) AS plan) AS stored
WHERE $1::uuid IS NULL OR generation.id < $1
ORDER BY generation.id DESC LIMIT $2`;

type Row = Omit<RecordedRequest, 'tokens' | 'createdAtMs' | 'routing' | 'inputTokens'> & {
  createdAt: Date;
  routing: RecordedRouting | null;
  inputTokens: number | null;
} & Record<(typeof tokenColumns)[number]['column'], number>;

const columnOf = new Map(tokenColumns.map(({ bucket, column }) => [bucket, column]));

/**
 * The last requests, newest first. Reads the last `count` records. Omits records of versions that did not store the
 * routing options of a request.
 */
export async function readRecordedRequests(
  pool: Pick<pg.Pool, 'query'>,
  count: number,
): Promise<readonly RecordedRequest[]> {
  const requests: RecordedRequest[] = [];
  let last: string | null = null;
  for (let left = count; left > 0; left -= pageSize) {
    const limit = Math.min(left, pageSize);
    const { rows }: { rows: Row[] } = await pool.query<Row>({
      name: 'recorded-requests',
      text: sql,
      values: [last, limit],
    });
    for (const row of rows) {
      const request = toRequest(row);
      if (request !== null) requests.push(request);
    }
    last = rows.at(-1)?.generationId ?? null;
    if (rows.length < limit) break;
  }
  return requests;
}

function toRequest(row: Row): RecordedRequest | null {
  const { generationId, planned, served, costUsd, createdAt, inputTokens, routing } = row;
  if (routing === null || inputTokens === null) return null;
  const tokens = usageOf((bucket) => {
    const column = columnOf.get(bucket);
    return column === undefined ? 0 : row[column];
  });
  const facts = { generationId, planned, served, costUsd, inputTokens, routing };
  return { ...facts, tokens, createdAtMs: createdAt.getTime() };
}
