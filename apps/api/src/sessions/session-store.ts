import { hash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { v7 as newId } from 'uuid';
import type { Access } from '../access/access.ts';
import { fullGrant, type Role, type Viewer } from '../access/viewer.ts';
import { type Repetition, repeat } from '../database/repeat.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { BegunSession, SessionBasis, Sessions } from './sessions.ts';

export type SessionStoreOptions = {
  pool: pg.Pool;
  access: Pick<Access, 'viewerOf'>;
  /** Whether no other process changes the sessions, as with the embedded database. */
  isAlone: boolean;
  /** Epoch milliseconds. */
  nowMs(): number;
  onError(error: unknown): void;
  /** The most valid sessions of the service. Default 20,000. */
  most?: number;
};

/** The longest session, milliseconds: seven days. */
export const longestSessionMs = 7 * 24 * 3_600_000;
/** The most sessions of one person. A further one ends the oldest. */
export const sessionsPerPerson = 10;
const mostSessions = 20_000;

/** Pause between two reads of the sessions that other replicas began or ended. */
const refreshMs = 1_000;
/** A change is visible only after its commit, so each read begins this long before the last one. */
const overlapMs = 10_000;
/** Pause between two removals of old sessions. */
const removalMs = 3_600_000;

type Row = {
  tokenDigest: Buffer;
  keyDigest: Buffer | null;
  person: string;
  role: Role | null;
  workspaceId: string | null;
  name: string | null;
  expiresAt: Date;
  endedAt: Date | null;
  changedAt: Date;
};

type Kept = { basis: SessionBasis; expiresAtMs: number };

const columns = `token_digest AS "tokenDigest", key_digest AS "keyDigest", person, role, workspace_id AS "workspaceId", name,
  expires_at AS "expiresAt", ended_at AS "endedAt", changed_at AS "changedAt"`;

const changedSql = `SELECT ${columns} FROM console_session WHERE changed_at >= $1`;

const beginSql = `
INSERT INTO console_session (id, token_digest, key_digest, person, role, workspace_id, name, created_at, expires_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, now(), $8, clock_timestamp()) RETURNING ${columns}`;

const endOldestSql = `
UPDATE console_session SET ended_at = now(), changed_at = clock_timestamp()
WHERE id IN (SELECT id FROM console_session WHERE person = $1 AND ended_at IS NULL ORDER BY id DESC OFFSET ${sessionsPerPerson})
RETURNING ${columns}`;

const endSql = `
UPDATE console_session SET ended_at = now(), changed_at = clock_timestamp()
WHERE token_digest = $1 AND ended_at IS NULL RETURNING ${columns}`;

const removeSql = `
DELETE FROM console_session WHERE expires_at < now() - interval '1 hour' OR ended_at < now() - interval '1 hour'`;

/**
 * Every valid session is in memory, so a request with a cookie needs no query. The database has the sessions of all
 * replicas. Each replica reads the changes every second, and at once for an unknown token.
 */
export class SessionStore implements Sessions {
  readonly #options: SessionStoreOptions;
  /** By the token's digest, hexadecimal. */
  readonly #kept = new Map<string, Kept>();
  #changesSince = new Date(0);
  /** The read under way, and the next one, which sees changes committed meanwhile. */
  #looking: Promise<void> | null = null;
  #nextLook: Promise<void> | null = null;
  #repetitions: readonly Repetition[] = [];

  constructor(options: SessionStoreOptions) {
    this.#options = options;
  }

  /** Reads the sessions, and follows their changes until `close`. */
  async open(): Promise<void> {
    await this.#look();
    const { isAlone, onError } = this.#options;
    this.#repetitions = [
      repeat(removalMs, () => this.#remove(), onError),
      ...(isAlone ? [] : [repeat(refreshMs, () => this.#look(), onError)]),
    ];
  }

  async begin(basis: SessionBasis, expiresAtMs = Number.POSITIVE_INFINITY): Promise<BegunSession> {
    const { pool, nowMs, most = mostSessions } = this.#options;
    const viewer = this.#viewerOf(basis);
    if (viewer === null) throw new ServiceError('UNAUTHENTICATED', 'The key is not valid here any more.');
    if (this.#kept.size >= most) this.#forgetExpired();
    if (this.#kept.size >= most) {
      throw new ServiceError('RATE_LIMITED', `The service has ${most} sessions, which is the maximum.`);
    }
    const token = randomBytes(32).toString('base64url');
    const endsAtMs = Math.min(expiresAtMs, nowMs() + longestSessionMs);
    const person = personOf(viewer);
    const ofPerson =
      basis.type === 'person' ? [viewer.role, viewer.workspaceId, viewer.actor.name] : [null, null, null];
    const keyDigest = basis.type === 'key' ? basis.digest : null;
    const values = [newId(), digestOf(token), keyDigest, person, ...ofPerson, new Date(endsAtMs)];
    this.#apply((await pool.query<Row>(beginSql, values)).rows);
    this.#apply((await pool.query<Row>(endOldestSql, [person])).rows);
    return { token, viewer, expiresAtMs: endsAtMs };
  }

  async find(token: string): Promise<Viewer | null> {
    if (!this.#kept.has(keyOf(token)) && !this.#options.isAlone) await this.#lookAgain();
    return this.peek(token);
  }

  peek(token: string): Viewer | null {
    const kept = this.#kept.get(keyOf(token));
    if (kept === undefined || kept.expiresAtMs <= this.#options.nowMs()) return null;
    return this.#viewerOf(kept.basis);
  }

  async end(token: string): Promise<Viewer | null> {
    const viewer = await this.find(token);
    if (!this.#kept.has(keyOf(token))) return null;
    this.#apply((await this.#options.pool.query<Row>(endSql, [digestOf(token)])).rows);
    return viewer;
  }

  /** Stops following changes. */
  async close(): Promise<void> {
    await Promise.all(this.#repetitions.map((repetition) => repetition.stop()));
  }

  #viewerOf(basis: SessionBasis): Viewer | null {
    return basis.type === 'key' ? this.#options.access.viewerOf(basis.digest) : basis.viewer;
  }

  /** A read that begins after this call. Waiting callers share it, so wrong tokens cause only one query at a time. */
  #lookAgain(): Promise<void> {
    if (this.#looking === null) return this.#look();
    this.#nextLook ??= this.#looking
      .catch(() => {})
      .then(() => {
        this.#nextLook = null;
        return this.#look();
      });
    return this.#nextLook;
  }

  #look(): Promise<void> {
    this.#looking ??= this.#readChanges().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #readChanges(): Promise<void> {
    const { rows } = await this.#options.pool.query<Row>(changedSql, [this.#changesSince]);
    this.#apply(rows);
    const latest = rows.reduce((most, { changedAt }) => Math.max(most, changedAt.getTime()), 0);
    this.#changesSince = new Date(Math.max(this.#changesSince.getTime(), latest - overlapMs));
  }

  #apply(rows: readonly Row[]): void {
    for (const row of rows) {
      const key = row.tokenDigest.toString('hex');
      const expiresAtMs = row.expiresAt.getTime();
      if (row.endedAt !== null || expiresAtMs <= this.#options.nowMs()) this.#kept.delete(key);
      else this.#kept.set(key, { basis: basisOf(row), expiresAtMs });
    }
  }

  #forgetExpired(): void {
    const nowMs = this.#options.nowMs();
    for (const [key, { expiresAtMs }] of this.#kept) if (expiresAtMs <= nowMs) this.#kept.delete(key);
  }

  async #remove(): Promise<void> {
    this.#forgetExpired();
    await this.#options.pool.query(removeSql);
  }
}

function basisOf({ keyDigest, person, role, workspaceId, name }: Row): SessionBasis {
  if (keyDigest !== null) return { type: 'key', digest: keyDigest };
  // A person has a role; a row without one has no permissions.
  if (role === null) throw new Error('A session without a key has no role.');
  const id = person.slice(person.indexOf(':') + 1);
  const actor = { kind: 'USER', id, name: name ?? id } as const;
  const viewer: Viewer = { role, workspaceId, apiKeyId: null, limits: null, grant: fullGrant, actor };
  return { type: 'person', viewer };
}

function personOf({ actor }: Viewer): string {
  return `${actor.kind}:${actor.id}`;
}

function digestOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

function keyOf(token: string): string {
  return hash('sha256', token, 'hex');
}
