/** The pin of a session: the model and the deployment, with its account, that hold the cache of its prompt. */
export type SessionPin = {
  modelId: string;
  deploymentId: string;
  /** Tokens of the prompt in the cache. */
  cachedTokens: number;
  /** How long the cache lives without use, milliseconds. */
  ttlMs: number;
};

/** The pins of sessions. Plain data goes in and comes out, so that replicas can share it. */
export interface SessionPins {
  /** Whether no session is known. Then a lookup is not needed. */
  readonly isEmpty: boolean;
  /** Null if the session is not known, or if its cache has expired. */
  find(key: string): SessionPin | null | Promise<SessionPin | null>;
  /** Stores the pin of a session. A later call replaces it. Returns at once and never throws. */
  keep(key: string, pin: SessionPin): void;
}
