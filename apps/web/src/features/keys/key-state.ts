import type { ConsoleViewer } from '../access/use-viewer.ts';
import type { Key } from './key-fragment.ts';

export type KeyState = 'active' | 'ending' | 'expired' | 'revoked';

/** A key that expires within this time is shown as ending. Milliseconds. */
const endingMs = 7 * 24 * 3_600_000;

/** The state of a key at a moment, and the time until it ends. */
export function stateOf({ expiresAt, revokedAt }: Pick<Key, 'expiresAt' | 'revokedAt'>, nowMs: number): KeyState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt === null) return 'active';
  const leftMs = Date.parse(expiresAt) - nowMs;
  if (leftMs <= 0) return 'expired';
  return leftMs <= endingMs ? 'ending' : 'active';
}

/** Whether the API accepts a key at a moment. */
export function isWorking(key: Pick<Key, 'expiresAt' | 'revokedAt'>, nowMs: number): boolean {
  return ['active', 'ending'].includes(stateOf(key, nowMs));
}

/**
 * Whether the API lets a viewer change a key. Administrators may change every key, others only keys of members and
 * viewers.
 */
export function canManage({ can }: Pick<ConsoleViewer, 'can'>, { role }: Pick<Key, 'role'>): boolean {
  if (can('ADMINISTER')) return true;
  return can('MANAGE') && (role === 'MEMBER' || role === 'VIEWER');
}
