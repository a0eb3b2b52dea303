import type { Viewer } from '../access/viewer.ts';

/** The basis of a session: its viewer is the key's while the key is valid, or the person's. */
export type SessionBasis = { type: 'key'; digest: Buffer } | { type: 'person'; viewer: Viewer };

/** A new session. */
export type BegunSession = {
  /** 256 random bits, for the cookie. Only its hash is stored. */
  token: string;
  viewer: Viewer;
  /** Epoch milliseconds. */
  expiresAtMs: number;
};

/** The sessions of people with the console, in the database and in memory. */
export interface Sessions {
  /**
   * Begins a session that ends at `expiresAtMs`, at the latest after seven days. If a person has more than ten
   * sessions, the oldest end. Rejects with RATE_LIMITED if the service has too many, and with UNAUTHENTICATED if the
   * key is not valid.
   */
  begin(basis: SessionBasis, expiresAtMs?: number): Promise<BegunSession>;
  /** The viewer of a token; null without a valid session. Queries the database only for an unknown token. */
  find(token: string): Promise<Viewer | null>;
  /** The same from memory only, for connections that stay open. */
  peek(token: string): Viewer | null;
  /** Ends a session. Returns its viewer, or null if it was not valid. */
  end(token: string): Promise<Viewer | null>;
}
