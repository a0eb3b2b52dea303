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
  /** Parsed where it was JSON, else the text; null for none, and for old requests once bodies take too much memory. */
  body: unknown;
  /** The prompt's tokens as billed; 0 until it was understood. */
  inputTokens: number;
  /** Tokens written so far: what the simulator bills as output. */
  tokensSent: number;
  /** `open` until it has ended; `aborted` when the client closed the socket first. */
  state: 'open' | 'answered' | 'aborted' | 'failed';
  /** Status of the response, null before its headers. */
  status: number | null;
  /** The fault that was played, as `cut:5`; null for none. */
  fault: string | null;
  /** Epoch milliseconds, null while open. */
  endedAt: number | null;
};
