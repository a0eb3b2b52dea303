import type { Dispatcher } from 'undici';
import type { ResponseHeaders } from './retry-after.ts';
import type { Turns } from './turns.ts';

/** Passes a response on, and reports its progress to the turns of its server. */
export class TurnHandler implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #turns: Turns;
  #begunAtMs = 0;
  #isOver = false;

  constructor(handler: Dispatcher.DispatchHandler, turns: Turns) {
    this.#handler = handler;
    this.#turns = turns;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#begunAtMs = this.#turns.nowMs();
    this.#handler.onRequestStart?.(controller, context);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
    message?: string,
  ): void {
    this.#handler.onResponseStart?.(controller, status, headers as never, message);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#turns.noteData(this.#begunAtMs);
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Record<string, string | string[]>): void {
    this.#handler.onResponseEnd?.(controller, trailers);
    this.#end();
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#handler.onResponseError?.(controller, error);
    this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#turns.end();
  }
}
