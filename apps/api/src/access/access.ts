import type { Viewer } from './viewer.ts';

/** Says who calls. */
export interface Access {
  /** Who holds this key; null when it is no valid key. Takes the same time for every wrong key. */
  authenticate(key: string): Promise<Viewer | null>;
}
