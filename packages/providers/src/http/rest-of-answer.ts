/** Maximum wait for the end of a response after its finished answer. Milliseconds. */
const mostMs = 1_000;
/** Maximum bytes that are read and dropped. */
const mostBytes = 256 * 1024;

/** Drops the data after a finished answer, so that its connection can be reused. */
export class RestOfAnswer {
  readonly #onTooLong: () => void;
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;

  /** `onTooLong`: called when the rest takes too long, or has too many bytes. */
  constructor(onTooLong: () => void) {
    this.#onTooLong = onTooLong;
    this.#timer = setTimeout(onTooLong, mostMs);
    this.#timer.unref();
  }

  drop(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > mostBytes) this.#onTooLong();
  }

  /** Stops the wait. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
