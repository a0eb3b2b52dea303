import type { Adapter, CallOptions } from '../contract/adapter.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';

/** One step of a scripted call. */
export type ScriptStep =
  /** Yields a batch, like one network read. */
  | { type: 'batch'; events: readonly StreamEvent[] }
  /** Waits on the injected clock. */
  | { type: 'wait'; ms: number }
  /** Yields nothing more until the call is aborted. */
  | { type: 'hang' }
  /** Throws. */
  | { type: 'fail'; error: unknown };

/** The steps of one call, from its beginning to its end. */
export type Script = readonly ScriptStep[];

/** One call that the scripted adapter received. */
export type ScriptedCall = {
  request: ModelRequest;
  /** `open` until it has ended. `aborted` if the signal or a return from the iterator ended it. */
  state: 'open' | 'ended' | 'failed' | 'aborted';
};

export type ScriptedAdapterOptions = {
  providerId: string;
  /** Returns the script of a call. `number` counts this adapter's calls from 1. */
  scriptOf: (request: ModelRequest, number: number) => Script;
  /** Serves `wait`. A fake clock fits. */
  clock: { sleep(ms: number, signal: AbortSignal): Promise<void> };
  /** The result of `listModels`. Default: none. */
  models?: readonly string[];
};

/** An adapter that follows a script, for tests of code that calls adapters. */
export class ScriptedAdapter implements Adapter {
  readonly providerId: string;
  /** Every call so far, oldest first. */
  readonly calls: ScriptedCall[] = [];
  isClosed = false;
  readonly #options: ScriptedAdapterOptions;

  constructor(options: ScriptedAdapterOptions) {
    this.providerId = options.providerId;
    this.#options = options;
  }

  async *stream(request: ModelRequest, options: CallOptions): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    const call: ScriptedCall = { request, state: 'open' };
    this.calls.push(call);
    try {
      options.signal.throwIfAborted();
      for (const step of this.#options.scriptOf(request, this.calls.length)) {
        if (step.type === 'batch') yield step.events;
        else if (step.type === 'fail') throw step.error;
        else if (step.type === 'wait') await this.#options.clock.sleep(step.ms, options.signal);
        else await untilAborted(options.signal);
        options.signal.throwIfAborted();
      }
      call.state = 'ended';
    } catch (error) {
      call.state = options.signal.aborted ? 'aborted' : 'failed';
      throw error;
    } finally {
      if (call.state === 'open') call.state = 'aborted';
    }
  }

  async listModels(options: CallOptions): Promise<readonly string[]> {
    options.signal.throwIfAborted();
    return this.#options.models ?? [];
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
