import type { Viewer } from '../access/viewer.ts';

/** How a session began: its viewer is the key's as long as the key is valid, or that of the person. */
export type SessionBasis = { type: 'key'; digest: Buffer } | { type: 'person'; viewer: Viewer };

/** A session that has begun. */
export type BegunSession = {
  /** 256 random bits, for the cookie. Only its hash is kept. */
  token: string;
  viewer: Viewer;
  /** Epoch milliseconds. */
  expiresAtMs: number;
};

/** The sessions of people with the console, in the database and in memory. */
export interface Sessions {
  /**
   * Begins a session that ends at `expiresAtMs` at the latest, or after seven days. The oldest sessions of a person
   * with more than ten end. Rejects with RATE_LIMITED where the service has too many, and with UNAUTHENTICATED where
   * the key is not valid.
   */
  begin(basis: SessionBasis, expiresAtMs?: number): Promise<BegunSession>;
  /** The viewer of a token; null without a valid session. Queries the database only for an unknown token. */
  find(token: string): Promise<Viewer | null>;
  /** The same from memory alone, for connections that stay open. */
  peek(token: string): Viewer | null;
  /** Ends a session; the viewer that it had, or null where it was not valid. */
  end(token: string): Promise<Viewer | null>;
}
