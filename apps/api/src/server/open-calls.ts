import type { Authentication } from '../http/authenticate.ts';

/** Pause between two checks of all open calls, milliseconds. */
const checkMs = 500;

type OpenCall = {
  isValid: Authentication['isValid'];
  onInvalid: () => void;
  /** Whether its caller was invalid at the last check. */
  isDoomed: boolean;
};

/**
 * Open requests and WebSockets, with their callers. A call ends when its caller's key or session is revoked, expires,
 * or ends on any replica. It ends at the second check that finds its caller invalid. The response to a request that
 * revokes its own key is sent meanwhile.
 */
export class OpenCalls {
  readonly #calls = new Set<OpenCall>();
  readonly #checking: NodeJS.Timeout;

  constructor() {
    this.#checking = setInterval(() => this.check(), checkMs).unref();
  }

  /**
   * Adds a call, and returns a function that removes it. `onInvalid` is called at most once, and not after the removal.
   */
  add(isValid: Authentication['isValid'], onInvalid: () => void): () => void {
    const call: OpenCall = { isValid, onInvalid, isDoomed: false };
    this.#calls.add(call);
    return () => void this.#calls.delete(call);
  }

  /** The number of open calls. */
  get size(): number {
    return this.#calls.size;
  }

  /** Ends the calls whose caller is no longer valid. */
  check(): void {
    for (const call of this.#calls) {
      const isDoomed = call.isDoomed;
      call.isDoomed = !call.isValid();
      if (!isDoomed || !call.isDoomed) continue;
      this.#calls.delete(call);
      call.onInvalid();
    }
  }

  /** Stops checking. */
  stop(): void {
    clearInterval(this.#checking);
  }
}
