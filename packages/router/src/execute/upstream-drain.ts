import { drainOnAbortMs } from '@penstock/providers';
import type { Clock, Timer } from '../clock.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { UpstreamEvent } from './call-model.ts';

/**
 * Reads the upstream's output after the caller left, because the provider bills it. Ends with the upstream, or after
 * `drainOnAbortMs`.
 */
export class UpstreamDrain {
  readonly #upstream: AsyncIterator<readonly UpstreamEvent[]>;
  readonly #reader: AttemptReader;
  readonly #ended = Promise.withResolvers<void>();
  readonly #grace: Timer;

  constructor(upstream: AsyncIterator<readonly UpstreamEvent[]>, reader: AttemptReader, clock: Clock) {
    this.#upstream = upstream;
    this.#reader = reader;
    this.#grace = clock.after(drainOnAbortMs, () => {
      upstream.return?.().catch(() => {});
      this.#ended.resolve();
    });
  }

  /** Resolves when the upstream sends nothing more, or the time is over. */
  get over(): Promise<void> {
    return this.#ended.promise;
  }

  request(): void {
    this.#upstream.next().then(this.take, this.end);
  }

  /** Takes the result of a request, and requests more if more may come. */
  readonly take = (result: IteratorResult<readonly UpstreamEvent[]>): void => {
    if (result.done !== true) this.#reader.readAfterLeave(result.value);
    if (result.done === true || this.#reader.exceeded !== null) this.end();
    else this.request();
  };

  /** The upstream sends nothing more. */
  readonly end = (): void => {
    this.#grace.cancel();
    this.#ended.resolve();
  };
}
