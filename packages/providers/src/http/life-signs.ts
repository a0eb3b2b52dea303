/** How often a call for a whole document shows life. Milliseconds. */
const everyMs = 1_000;

/**
 * Shows life while a whole document is awaited. Until the document comes, an open connection is the only sign of life.
 */
export class LifeSigns {
  readonly #onAlive: (() => void) | undefined;
  #timer: NodeJS.Timeout | null = null;

  /** `onAlive` undefined: nothing is reported. */
  constructor(onAlive: (() => void) | undefined) {
    this.#onAlive = onAlive;
  }

  /** Reports at once, then every second until `end`. A second call has no effect. */
  begin(): void {
    if (this.#onAlive === undefined || this.#timer !== null) return;
    this.#onAlive();
    this.#timer = setInterval(this.#onAlive, everyMs);
    this.#timer.unref();
  }

  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

/**
 * Whether a content type announces one document although a stream was requested. Some servers send streams with such a
 * type too.
 */
export function announcesDocument(contentType: string | null): boolean {
  return contentType !== null && /^application\/json[ \t]*(?:;|$)/i.test(contentType);
}
