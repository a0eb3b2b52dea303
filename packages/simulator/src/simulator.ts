/** How fast the simulated models answer. */
export type Pace = {
  /** Milliseconds to the first token. Default 120. */
  firstTokenMs: number;
  /** Tokens per second after the first; 0 sends everything at once. Default 80. */
  tokensPerSecond: number;
};

export type SimulatorOptions = {
  /** 0 takes a free one. Default 0. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** For every model that does not bring its own pace in its name or in the request's headers. */
  pace?: Partial<Pace>;
};

/** One request as the simulator saw it. */
export type SeenRequest = {
  /** From 1. */
  number: number;
  dialect: string;
  path: string;
  model: string | null;
  /** Epoch milliseconds of its arrival. */
  at: number;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  /** Tokens written so far. */
  tokensSent: number;
  /** `open` until it has ended; `aborted` when the client closed the socket first. */
  state: 'open' | 'answered' | 'aborted' | 'failed';
  /** Epoch milliseconds, null while open. */
  endedAt: number | null;
};

/** A fake upstream on a real socket. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The base address of a dialect, as a provider's `base_url` wants it: `…/openai/v1`, `…/anthropic/v1`. */
  baseUrl(dialect: 'openai' | 'anthropic' | 'google' | 'cohere' | 'ollama'): string;
  /** The most recent requests, oldest first (the last 10,000). */
  requests(): readonly SeenRequest[];
  /** Answers that are being written at this moment. */
  openStreams(): number;
  /** Forgets the requests seen so far. */
  clear(): void;
  close(): Promise<void>;
}
