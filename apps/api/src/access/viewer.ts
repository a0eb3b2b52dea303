import type { Strategy } from '@penstock/router';

/** The roles, from all permissions to the fewest. */
export const roles = ['ADMIN', 'OPERATOR', 'MEMBER', 'VIEWER'] as const;

export type Role = (typeof roles)[number];

/** Who acts, as the audit log and the revisions name it. */
export type Actor = {
  /** `ADMIN_KEY`: the admin key. `API_KEY`: a key of a workspace. `USER`: a person who signed in. `SYSTEM`: the service itself. */
  kind: 'ADMIN_KEY' | 'API_KEY' | 'USER' | 'SYSTEM';
  /** Stable: the id of the key, or the identity provider's subject. */
  id: string;
  /** For people: the name of the key, or the address of the person. */
  name: string;
};

/** What a key may use. Null: no limit. */
export type RateLimits = {
  requestsPerMinute: number | null;
  /** Of prompts and answers together. */
  tokensPerMinute: number | null;
  /** Generations at the same time. */
  concurrency: number | null;
};

/** The models and strategies that a caller may use, and the tags of what it does. */
export type Grant = {
  /** Ids or patterns, as `openai/*`; null for all. */
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
  /** Of the key that it sent. Null for the admin key, and for a person who signed in. */
  apiKeyId: string | null;
  /** The part of its key that people recognize it by. Left out for the admin key, and for a person who signed in. */
  keyPrefix?: string;
  /** When its key ends, epoch milliseconds. Left out where it never does, and without a key. */
  keyExpiresAtMs?: number;
  /** Of its key; null where the key has none, and without a key. */
  limits: RateLimits | null;
  grant: Grant;
  actor: Actor;
};
