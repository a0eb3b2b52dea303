/** Where the service is reached, and with which key. */
export type Address = { url: string /** `Bearer KEY`. */; authorization: string };

/** What a caller asks for: a prompt, of the models of a chain, in its order. */
export type Ask = { prompt: string; chain: string; requiredCapabilities?: readonly string[]; costLimitUsd?: number };

/** What a caller got. */
export type Told = {
  /** Null where the request was refused before it became one. */
  generationId: string | null;
  /** The answer as the caller holds it at the end. */
  text: string;
  /** How often the caller was told that the answer starts over. */
  restarts: number;
  /** Failed attempts that the caller heard of, as `MODEL CODE`; empty where the door does not tell of any. */
  failures: readonly string[];
  end: { type: 'completed'; model: string } | { type: 'failed'; code: string; message: string };
  /** From the request to the end. */
  tookMs: number;
};

/** A way by which callers reach the service. */
export interface Door {
  readonly name: string;
  /** Whether it can tell a caller that the answer starts over. */
  readonly canRestart: boolean;
  /** Asks, and resolves when the answer is whole or will never be. */
  ask(service: Address, ask: Ask): Promise<Told>;
}
