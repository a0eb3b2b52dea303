import type { ErrorContext } from '../http/build-provider-error.ts';

/** A streamed call of a package of the AI SDK, for the `fetch` below it. */
export type WatchedCall = {
  context: ErrorContext;
  /** Called for each read of the connection. */
  onAlive: (() => void) | undefined;
  /** Takes the error of an answer. The package gets an unreadable event instead. */
  onFailure(error: unknown): void;
};

const calls = new WeakMap<AbortSignal, WatchedCall>();

/** Registers a streamed call by its signal, which the packages pass on to `fetch`. */
export function watchCall(signal: AbortSignal, call: WatchedCall): void {
  calls.set(signal, call);
}

/** The streamed call of a signal. Undefined for any other request. */
export function watchedCallOf(signal: AbortSignal | null | undefined): WatchedCall | undefined {
  return signal == null ? undefined : calls.get(signal);
}
