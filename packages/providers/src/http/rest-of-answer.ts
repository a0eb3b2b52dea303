/** Maximum wait for the end of a response whose answer is finished. Milliseconds. */
const mostMs = 1_000;
/** Maximum of bytes that are read and dropped. */
const mostBytes = 256 * 1024;

/** Drops what follows a finished answer, so that its connection can be used again. */
export class RestOfAnswer {
  readonly #onTooLong: () => void;
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;

  /** `onTooLong` is called when the rest has taken too long, or has too many bytes. */
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
