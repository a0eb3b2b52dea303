import { isReadableCoding } from './decode-body.ts';
import { headerText, type ResponseHeaders } from './retry-after.ts';
import { FailureBody, type UpstreamFailure } from './upstream-failure.ts';

/**
 * Maximum wait for the message of a refusal with a known status. The message only makes the error more precise.
 * Milliseconds.
 */
const graceMs = 500;

/** The part of the body that is searched for the beginning of a page. Bytes. */
const mostSearched = 1_024;

/**
 * Whether a response is not an answer, judged without its body: by its status, or by an unreadable compression. Content
 * types are not trusted: servers send streams as `text/plain`, and documents as streams.
 */
export function isRefusal(status: number, headers: ResponseHeaders): boolean {
  return status >= 300 || !isReadableCoding(headers);
}

/** Whether a response is a web page. Some proxies send streams as `text/html`, so its beginning decides. */
export function isPage(headers: ResponseHeaders, beginning: Buffer): boolean {
  const contentType = headerText(headers, 'content-type');
  if (contentType === null || !/^text\/html\b/i.test(contentType)) return false;
  return /^\ufeff?\s*</.test(beginning.toString('utf8', 0, mostSearched));
}

/** A response that is not an answer, while its message arrives. */
export class Refusal {
  readonly #body: FailureBody;
  readonly #onEnough: () => void;
  readonly #grace: NodeJS.Timeout;

  /** `onEnough`: called when enough was read, or the rest takes too long. */
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
