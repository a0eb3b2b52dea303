import type { Strategy } from '@penstock/router';
import type pg from 'pg';
import { fullGrant, type Grant, type RateLimits, type Role, type Viewer } from './viewer.ts';

/** The id of the admin key. It has a row after its first rotation. */
export const adminKeyId = '00000000-0000-4000-8000-0000000000ad';

/** One valid secret of a key. */
export type KnownKey = {
  /** The SHA-256 of the secret, hexadecimal. */
  digest: string;
  viewer: Viewer;
  /** Epoch milliseconds; infinite for never. */
  expiresAtMs: number;
};

/** The keys of the database at one moment. */
export type StoredKeys = {
  /** Increases with every change of a key or a workspace. */
  version: string;
  keys: readonly KnownKey[];
  /** The rotated admin key; null if it was never rotated. */
  admin: { digest: string; rotatedAtMs: number } | null;
  workspaceIds: ReadonlySet<string>;
};

type Row = RateLimits & {
  id: string;
  name: string;
  prefix: string;
  hash: string;
  previousHash: string | null;
  previousUntil: Date | null;
  role: Role;
  workspaceId: string | null;
  expiresAt: Date | null;
  models: readonly string[];
  strategies: readonly Strategy[];
  tags: readonly string[];
  createdAt: Date;
};

const keysSql = `
SELECT id, name, prefix, hash, previous_hash AS "previousHash", previous_until AS "previousUntil", role, workspace_id AS "workspaceId",
  expires_at AS "expiresAt", coalesce(models, '{}') AS models, coalesce(strategies, '{}') AS strategies,
  coalesce(tags, '{}') AS tags, requests_per_minute AS "requestsPerMinute", tokens_per_minute AS "tokensPerMinute",
  concurrency, created_at AS "createdAt"
FROM api_key WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)`;

/** The version of the stored keys. It takes one small query, so replicas read it often. */
export async function readVersion(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ version: string }>({
    name: 'access-version',
    text: 'SELECT version::text AS version FROM access_version',
  });
  return rows[0]?.version ?? '';
}

/** Reads all valid keys. The version is read first, so that the next read notices a concurrent change. */
export async function readKeys(pool: pg.Pool, nowMs: number): Promise<StoredKeys> {
  const version = await readVersion(pool);
  const { rows } = await pool.query<Row>(keysSql, [new Date(nowMs)]);
  const workspaces = await pool.query<{ id: string }>('SELECT id FROM workspace');
  const admin = rows.find(({ id }) => id === adminKeyId);
  return {
    version,
    keys: rows.filter((row) => row !== admin).flatMap(toKnownKeys),
    admin: admin === undefined ? null : { digest: admin.hash, rotatedAtMs: admin.createdAt.getTime() },
    workspaceIds: new Set(workspaces.rows.map(({ id }) => id)),
  };
}

/** The current secret, and the previous one during its grace period. */
function toKnownKeys(row: Row): readonly KnownKey[] {
  const viewer = toViewer(row);
  const expiresAtMs = row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const current = { digest: row.hash, viewer, expiresAtMs };
  if (row.previousHash === null || row.previousUntil === null) return [current];
  const previousUntilMs = Math.min(row.previousUntil.getTime(), expiresAtMs);
  return [current, { digest: row.previousHash, viewer, expiresAtMs: previousUntilMs }];
}

function toViewer({ id, name, prefix, role, workspaceId, expiresAt, ...row }: Row): Viewer {
  return Object.freeze({
    role,
    workspaceId,
    apiKeyId: id,
    keyPrefix: prefix,
    ...(expiresAt !== null && { keyExpiresAtMs: expiresAt.getTime() }),
    limits: toLimits(row),
    grant: toGrant(row),
    actor: Object.freeze({ kind: 'API_KEY', id, name }),
  });
}

function toLimits({ requestsPerMinute, tokensPerMinute, concurrency }: RateLimits): RateLimits | null {
  if (requestsPerMinute === null && tokensPerMinute === null && concurrency === null) return null;
  return Object.freeze({ requestsPerMinute, tokensPerMinute, concurrency });
}

function toGrant({ models, strategies, tags }: Pick<Row, 'models' | 'strategies' | 'tags'>): Grant {
  if (models.length === 0 && strategies.length === 0 && tags.length === 0) return fullGrant;
  return Object.freeze({
    models: models.length === 0 ? null : Object.freeze(models),
    strategies: strategies.length === 0 ? null : Object.freeze(strategies),
    tags: Object.freeze(tags),
  });
}
