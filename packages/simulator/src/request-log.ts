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
  /** Parsed where it was JSON, else the text. Null for none, and for old requests when bodies take too much memory. */
  body: unknown;
  /** The billed tokens of the prompt; 0 before it is parsed. */
  inputTokens: number;
  /** Tokens written so far: the billed output. */
  tokensSent: number;
  /** `open` until it has ended; `aborted` when the client closed the socket first. */
  state: 'open' | 'answered' | 'aborted' | 'failed';
  /** Status of the response, null before its headers. */
  status: number | null;
  /** The fault of the request, as `cut:5`; null for none. */
  fault: string | null;
  /** Epoch milliseconds, null while open. */
  endedAt: number | null;
};

/** Stored bodies, in bytes as received; older ones are dropped first. */
const bodyBytesKept = 32 * 1024 * 1024;

/** The most recent requests, bounded in number and in memory. */
export class RequestLog {
  readonly #capacity: number;
  #requests: SeenRequest[] = [];
  #bodies: { seen: SeenRequest; bytes: number }[] = [];
  #bodyBytes = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(facts: Pick<SeenRequest, 'dialect' | 'path' | 'headers'>): SeenRequest {
    const seen: SeenRequest = {
      number: ++this.#count,
      dialect: facts.dialect,
      path: facts.path,
      model: null,
      at: Date.now(),
      headers: facts.headers,
      body: null,
      inputTokens: 0,
      tokensSent: 0,
      state: 'open',
      status: null,
      fault: null,
      endedAt: null,
    };
    this.#requests.push(seen);
    if (this.#requests.length > this.#capacity) this.#requests.shift();
    return seen;
  }

  keepBody(seen: SeenRequest, body: unknown, bytes: number): void {
    seen.body = body;
    this.#bodies.push({ seen, bytes });
    this.#bodyBytes += bytes;
    while (this.#bodies.length > this.#capacity || (this.#bodyBytes > bodyBytesKept && this.#bodies.length > 1)) {
      const oldest = this.#bodies.shift();
      if (oldest === undefined) break;
      oldest.seen.body = null;
      this.#bodyBytes -= oldest.bytes;
    }
  }

  list(): readonly SeenRequest[] {
    return [...this.#requests];
  }

  clear(): void {
    this.#requests = [];
    this.#bodies = [];
    this.#bodyBytes = 0;
  }
}
