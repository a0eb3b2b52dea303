import type { Viewer } from './viewer.ts';

/** Identifies callers. */
export interface Access {
  /** The viewer of a key; null when the key is not valid. Takes the same time for every wrong key. */
  authenticate(key: string): Promise<Viewer | null>;
}
