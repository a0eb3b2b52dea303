import type pg from 'pg';
import type { Actor } from '../access/viewer.ts';

/** How an act ended. REFUSED: the caller may not do it. FAILED: it was wrong, or something broke. */
export type AuditOutcome = 'SUCCEEDED' | 'FAILED' | 'REFUSED';

/** An act that changes the service, as it is recorded. Secrets in `before` and `after` are redacted. */
export type AuditEvent = {
  /** Null: a caller without a valid key. */
  actor: Actor | null;
  /** Subject and verb: `budget.save`, `session.start`. */
  action: string;
  /** `type`: `budget`, `api_key`. Null: the act has none, or it is not known yet. */
  target: { type: string; id: string } | null;
  /** The workspace of the target. Left out: none. */
  workspaceId?: string | null;
  /** The changed members before the act; null or left out where nothing was there. */
  before?: unknown;
  /** The changed members after the act; null or left out where nothing is there. */
  after?: unknown;
  outcome: AuditOutcome;
  /** As FORBIDDEN. Left out: it succeeded. */
  errorCode?: string | null;
  /** The acts that this entry stands for. Default 1. */
  count?: number;
  requestId: string | null;
  /** The caller's network address. */
  address: string | null;
};

/** An attempt that was refused or that failed. */
export type UnsuccessfulEvent = Omit<AuditEvent, 'before' | 'after' | 'count'> & {
  outcome: Exclude<AuditOutcome, 'SUCCEEDED'>;
};

/** Writes the audit log. Entries are never changed; only the retention removes them. */
export interface Audit {
  /**
   * Resolves when the entry is stored. With `client` it is stored in that client's transaction, with the change itself.
   * Rejects where it cannot be stored; the log then has the entry.
   */
  record(event: AuditEvent, client?: pg.ClientBase): Promise<void>;
  /** Records an attempt that changed nothing, in the background and sampled: many of a caller are one entry with a count. */
  recordUnsuccessful(event: UnsuccessfulEvent): void;
  /** Null while entries can be stored; else the problem as a sentence. Acts that need an entry are refused meanwhile. */
  problem(): string | null;
}
