import type { Viewer } from './viewer.ts';

/** Identifies callers. */
export interface Access {
  /**
   * The viewer of an `Authorization` header (`Bearer KEY`). Null when the header is missing, malformed or has no valid
   * key. Takes the same time for every wrong key.
   */
  authenticate(authorization: string | null | undefined): Viewer | null;
}
