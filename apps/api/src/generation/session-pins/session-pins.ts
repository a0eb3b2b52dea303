/** Where a session is: the model and the deployment, with its account, that hold the cache of its prompt. */
export type SessionPin = {
  modelId: string;
  deploymentId: string;
  /** Tokens of the prompt that it holds. */
  cachedTokens: number;
  /** How long the cache lives without use, milliseconds. */
  ttlMs: number;
};

/** Where sessions are. Plain data goes in and comes out, so that replicas can share it. */
export interface SessionPins {
  /** Whether it knows no session: then none need be looked for. */
  readonly isEmpty: boolean;
  /** Null for a session that is not known, or whose cache has ended. */
  find(key: string): SessionPin | null | Promise<SessionPin | null>;
  /** Remembers where a session is now. A later call moves it. Returns at once and never throws. */
  keep(key: string, pin: SessionPin): void;
}
