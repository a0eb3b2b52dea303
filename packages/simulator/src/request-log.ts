/** One request to the simulator. */
export type SeenRequest = {
  /** Counts from 1. */
  number: number;
  dialect: string;
  path: string;
  model: string | null;
  /** Its arrival, epoch milliseconds. */
  at: number;
  headers: Readonly<Record<string, string>>;
  /**
   * The parsed JSON, or the text if it is not JSON. Null for no body, and for old requests when bodies take too much
   * memory.
   */
  body: unknown;
  /** The billed tokens of the prompt. 0 before the prompt is parsed. */
  inputTokens: number;
  /** Tokens written so far, which are the billed output. */
  tokensSent: number;
  /** `open` until the request has ended. `aborted` when the client closed the socket first. */
  state: 'open' | 'answered' | 'aborted' | 'failed';
  /** Status of the response. Null before its headers. */
  status: number | null;
  /** The fault of the request, as `cut:5`. Null for none. */
  fault: string | null;
  /** Epoch milliseconds. Null while open. */
  endedAt: number | null;
};

/** Maximum size of stored bodies, in bytes as received. Older bodies are dropped first. */
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
