import type { Viewer } from './viewer.ts';

/** Tells who is asking. */
export interface Access {
  /**
   * Who sent this `Authorization` header (`Bearer KEY`); null when it is missing, malformed or names no valid key.
   * Takes the same time for every wrong key.
   */
  authenticate(authorization: string | null | undefined): Viewer | null;
}
