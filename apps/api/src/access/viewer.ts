import type { Strategy } from '@penstock/router';

/** The roles, from the most to the fewest permissions. */
export const roles = ['ADMIN', 'OPERATOR', 'MEMBER', 'VIEWER'] as const;

export type Role = (typeof roles)[number];

/** The actor of a change, for the audit log and the revisions. */
export type Actor = {
  /** `ADMIN_KEY`: the admin key. `API_KEY`: a key of a workspace. `USER`: a person who signed in. `SYSTEM`: the service itself. */
  kind: 'ADMIN_KEY' | 'API_KEY' | 'USER' | 'SYSTEM';
  /** Stable: the id of the key, or the identity provider's subject. */
  id: string;
  /** The display name: the name of the key, or the address of the person. */
  name: string;
};

/** The limits of a key. Null: no limit. */
export type RateLimits = {
  requestsPerMinute: number | null;
  /** Tokens of prompts and answers together. */
  tokensPerMinute: number | null;
  /** Generations at the same time. */
  concurrency: number | null;
};

/** The models and strategies that a caller may use, and the tags of its requests. */
export type Grant = {
  /** Ids or patterns such as `openai/*`; null for all. */
  models: readonly string[] | null;
  /** Null for all. */
  strategies: readonly Strategy[] | null;
  /** Recorded with each of its generations. */
  tags: readonly string[];
};

/** The grant of a caller whose key restricts nothing. */
export const fullGrant: Grant = Object.freeze({ models: null, strategies: null, tags: Object.freeze([]) });

/** An authenticated caller. */
export type Viewer = {
  role: Role;
  /** The only workspace that it may use; null for all. */
  workspaceId: string | null;
  /** The id of its key. Null for the admin key, and for a person who signed in. */
  apiKeyId: string | null;
  /** The first characters of its key. Absent for the admin key, and for a person who signed in. */
  keyPrefix?: string;
  /** The time at which its key expires, epoch milliseconds. Absent if it never does, and without a key. */
  keyExpiresAtMs?: number;
  /** The limits of its key; null if the key has none, and without a key. */
  limits: RateLimits | null;
  grant: Grant;
  actor: Actor;
};
