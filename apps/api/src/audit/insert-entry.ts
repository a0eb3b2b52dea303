import type pg from 'pg';
import { v7 } from 'uuid';
import type { AuditEvent } from './audit.ts';
import { redact } from './redact.ts';

/** A row of the table, in the order of its columns. */
export type EntryRow = readonly (string | number | Date | null)[];

/** The most characters of each name and id. */
const longestText = 500;

/** Orders the entries of one millisecond. */
let sequence = 0;

const sql = `
INSERT INTO audit_entry (id, at, actor_kind, actor_id, actor_name, action, target_type, target_id, workspace_id,
  before, after, outcome, error_code, count, request_id, address)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (id) DO NOTHING`;

/** The row of an event. It has no secret, and all texts are bounded. */
export function toEntryRow(event: AuditEvent, nowMs: number): EntryRow {
  const { actor, target } = event;
  sequence = (sequence + 1) % 2 ** 31;
  return [
    v7({ msecs: nowMs, seq: sequence }),
    new Date(nowMs),
    actor?.kind ?? 'ANONYMOUS',
    storable(actor?.id ?? ''),
    storable(actor?.name ?? ''),
    event.action,
    target?.type ?? null,
    target === null ? null : storable(target.id),
    storable(event.workspaceId),
    toJson(event.before),
    toJson(event.after),
    event.outcome,
    event.errorCode ?? null,
    event.count ?? 1,
    storable(event.requestId),
    storable(event.address),
  ];
}

/** Writes a row. A repeated write, after a lost answer, changes nothing. */
export async function insertEntry(client: Pick<pg.ClientBase, 'query'>, row: EntryRow): Promise<void> {
  await client.query({ name: 'insert-audit-entry', text: sql, values: [...row] });
}

/** A caller may give a key instead of an id. PostgreSQL stores no U+0000. */
function storable(text: string | null | undefined): string | null {
  return text == null ? null : String(redact(text)).slice(0, longestText);
}

function toJson(value: unknown): string | null {
  return value == null ? null : JSON.stringify(redact(value));
}
