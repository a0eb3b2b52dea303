import type pg from 'pg';
import type { Actor } from '../access/viewer.ts';

/** The outcome of an action. REFUSED: the caller may not do it. FAILED: the input was wrong, or an error occurred. */
export type AuditOutcome = 'SUCCEEDED' | 'FAILED' | 'REFUSED';

/** An action that changes the service, for the audit log. Secrets in `before` and `after` are redacted. */
export type AuditEvent = {
  /** Null: a caller without a valid key. */
  actor: Actor | null;
  /** Subject and verb: `budget.save`, `session.start`. */
  action: string;
  /** `type`: `budget`, `api_key`. Null: the action has no target, or it is not known yet. */
  target: { type: string; id: string } | null;
  /** The workspace of the target. Absent: none. */
  workspaceId?: string | null;
  /** The changed members before the action; null or absent if the target is new. */
  before?: unknown;
  /** The changed members after the action; null or absent if the target was removed. */
  after?: unknown;
  outcome: AuditOutcome;
  /** For example FORBIDDEN. Absent: it succeeded. */
  errorCode?: string | null;
  /** The number of actions in this entry. Default 1. */
  count?: number;
  requestId: string | null;
  /** The caller's network address. */
  address: string | null;
};

/** A refused or failed attempt. */
export type UnsuccessfulEvent = Omit<AuditEvent, 'before' | 'after' | 'count'> & {
  outcome: Exclude<AuditOutcome, 'SUCCEEDED'>;
};

/** Writes the audit log. Entries never change; only the retention removes them. */
export interface Audit {
  /**
   * Resolves when the entry is stored. With `client` it is stored in that client's transaction, with the change itself.
   * Rejects if it cannot be stored; the log then has the entry.
   */
  record(event: AuditEvent, client?: pg.ClientBase): Promise<void>;
  /**
   * Records an attempt that changed nothing, in the background and sampled. Many attempts of a caller are one entry
   * with a count.
   */
  recordUnsuccessful(event: UnsuccessfulEvent): void;
  /**
   * The problem as a sentence while entries cannot be stored; else null. Actions that need an entry are refused
   * meanwhile.
   */
  problem(): string | null;
}
