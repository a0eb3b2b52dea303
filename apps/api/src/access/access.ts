import { hash } from 'node:crypto';
import type { Viewer } from './viewer.ts';

/** Identifies callers. */
export interface Access {
  /** The viewer of a key; null if the key is not valid. Takes the same time for every wrong key. */
  authenticate(key: string): Viewer | null | Promise<Viewer | null>;
  /**
   * The viewer of the key with this digest; null once the key is not valid: revoked, expired or replaced. Read from
   * memory, for sessions of a key and for connections that stay open.
   */
  viewerOf(digest: Buffer): Viewer | null;
}

/** The SHA-256 of a key. Keys are stored only in this form. */
export function digestOfKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
