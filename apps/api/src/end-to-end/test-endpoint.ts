/** The address of the service, and a key. */
export type Address = { url: string /** `Bearer KEY`. */; authorization: string };

/** A caller's request: a prompt for the models of a chain, in order. */
export type CallerRequest = {
  prompt: string;
  chain: string;
  requiredCapabilities?: readonly string[];
  costLimitUsd?: number;
};

/** A caller's result. */
export type CallerResult = {
  /** Null if the request was refused before it became a generation. */
  generationId: string | null;
  /** The caller's final text. */
  text: string;
  /** The number of restarts of the answer that the caller saw. */
  restarts: number;
  /** Failed attempts that the caller saw, as `MODEL CODE`. Empty if the endpoint does not report them. */
  failures: readonly string[];
  end: { type: 'completed'; model: string } | { type: 'failed'; code: string; message: string };
  /** From the request to the end, milliseconds. */
  tookMs: number;
};

/** A streaming endpoint of the service, from a caller's view. */
export interface TestEndpoint {
  readonly name: string;
  /** Whether it can tell a caller that the answer starts over. */
  readonly canRestart: boolean;
  /** Sends a request. Resolves when the answer is complete or has failed. */
  send(service: Address, request: CallerRequest): Promise<CallerResult>;
}
