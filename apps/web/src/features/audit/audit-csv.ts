import { type Client, CombinedError, type OperationResult } from 'urql';
import { toCsvText } from '../../components/csv.ts';
import type { ResultOf, VariablesOf } from '../../graphql/graphql.ts';
import { type AuditEntry, type AuditFilterInput, type AuditPage, AuditQuery } from './audit-documents.ts';

/** Maximum number of entries in a file. A narrower range reaches the others. */
export const mostExported = 10_000;
const pageSize = 200;

const columns = [
  'at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'action',
  'target_type',
  'target_id',
  'workspace',
  'outcome',
  'error_code',
  'count',
  'request_id',
  'address',
  'before',
  'after',
  'id',
];

/** Reads the entries of a filter, newest first, up to the maximum. */
export async function readAllEntries(
  client: Client,
  filter: AuditFilterInput,
): Promise<{ entries: readonly AuditEntry[]; isCut: boolean } | { error: CombinedError }> {
  const entries: AuditEntry[] = [];
  let after: string | null = null;
  while (entries.length < mostExported) {
    const variables: VariablesOf<typeof AuditQuery> = { filter, first: pageSize, after };
    const result: OperationResult<ResultOf<typeof AuditQuery>> = await client
      .query(AuditQuery, variables, { requestPolicy: 'network-only' })
      .toPromise();
    const page: AuditPage | undefined = result.data?.auditLog;
    if (page === undefined)
      return { error: result.error ?? new CombinedError({ networkError: new Error('No answer.') }) };
    entries.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return { entries, isCut: false };
    after = page.pageInfo.endCursor;
  }
  return { entries, isCut: true };
}

/** The entries as CSV, in the given order. `before` and `after` are JSON. */
export function toAuditCsv(entries: readonly AuditEntry[]): string {
  return toCsvText([columns, ...entries.map(toLine)]);
}

function toLine(entry: AuditEntry): readonly (string | number)[] {
  const { at, actor, action, target, workspaceId, outcome, errorCode, count, requestId, address, id } = entry;
  return [
    at,
    actor.kind,
    actor.id,
    actor.name,
    action,
    target?.type ?? '',
    target?.id ?? '',
    workspaceId ?? '',
    outcome,
    errorCode ?? '',
    count,
    requestId ?? '',
    address ?? '',
    toText(entry.before),
    toText(entry.after),
    id,
  ];
}

function toText(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
