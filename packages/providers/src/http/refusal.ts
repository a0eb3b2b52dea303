import { compressionOf } from './error-from-foreign-response.ts';
import { headerText, type ResponseHeaders } from './retry-after.ts';
import { FailureBody, type UpstreamFailure } from './upstream-failure.ts';

/**
 * Maximum wait for the message of a refusal whose status is known: it only makes the error more precise. Milliseconds.
 */
const graceMs = 500;

/**
 * Whether a response is not the requested stream. A JSON or HTML document is an error with any status, and a compressed
 * body cannot be read as it comes.
 */
export function isRefusal(status: number, headers: ResponseHeaders): boolean {
  if (status >= 300 || compressionOf(headers) !== null) return true;
  const contentType = headerText(headers, 'content-type');
  return contentType !== null && /^(?:application\/json|text\/html)\b/i.test(contentType);
}

/** A response that is not the requested stream, while its message arrives. */
export class Refusal {
  readonly #body: FailureBody;
  readonly #onEnough: () => void;
  readonly #grace: NodeJS.Timeout;

  /** `onEnough` is called when enough was read, or when the rest has taken too long. */
  constructor(status: number, headers: ResponseHeaders, onEnough: () => void) {
    this.#body = new FailureBody(status, headers);
    this.#onEnough = onEnough;
    this.#grace = setTimeout(onEnough, graceMs);
  }

  add(chunk: Buffer): void {
    this.#body.add(chunk);
    if (this.#body.isFull) this.#onEnough();
  }

  toFailure(): UpstreamFailure {
    return this.#body.toFailure();
  }

  /** Stops the wait. */
  stop(): void {
    clearTimeout(this.#grace);
  }
}
