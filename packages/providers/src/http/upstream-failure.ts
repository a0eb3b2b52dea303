import { failureBytes } from '../contract/upstream-limits.ts';
import type { ResponseHeaders } from './retry-after.ts';

/** A response that is not the requested answer. */
export type UpstreamFailure = {
  status: number;
  headers: ResponseHeaders;
  /** At most its first 256 KiB. */
  body: string;
};

/** Collects the body of a failure, up to its limit. */
export class FailureBody {
  readonly #status: number;
  readonly #headers: ResponseHeaders;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(status: number, headers: ResponseHeaders) {
    this.#status = status;
    this.#headers = headers;
  }

  /** Whether further bytes are dropped. */
  get isFull(): boolean {
    return this.#bytes >= failureBytes;
  }

  add(chunk: Buffer): void {
    if (this.isFull) return;
    this.#chunks.push(chunk.subarray(0, failureBytes - this.#bytes));
    this.#bytes += chunk.length;
  }

  toFailure(): UpstreamFailure {
    return { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks).toString('utf8') };
  }
}
