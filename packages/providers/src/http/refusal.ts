import { compressionOf } from './error-from-odd-answer.ts';
import { headerText, type ResponseHeaders } from './retry-after.ts';
import { FailureBody, type UpstreamFailure } from './upstream-failure.ts';

/** How long to wait for the words of a refusal whose status is there: they only make it more precise. Milliseconds. */
const graceMs = 500;

/**
 * Whether a response is none of the stream that was asked for: a JSON or HTML document is an error, whatever its status,
 * and what is compressed cannot be read as it comes.
 */
export function isRefusal(status: number, headers: ResponseHeaders): boolean {
  if (status >= 300 || compressionOf(headers) !== null) return true;
  const contentType = headerText(headers, 'content-type');
  return contentType !== null && /^(?:application\/json|text\/html)\b/i.test(contentType);
}

/** A response instead of the stream that was asked for, while its words come. */
export class Refusal {
  readonly #body: FailureBody;
  readonly #onEnough: () => void;
  readonly #grace: NodeJS.Timeout;

  /** `onEnough` is called when nobody would read more of it, or when the rest has taken too long. */
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

  /** Waits no longer. */
  stop(): void {
    clearTimeout(this.#grace);
  }
}
