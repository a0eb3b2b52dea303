import type { Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  type ZlibOptions,
} from 'node:zlib';
import type { Dispatcher } from 'undici';
import { headerText, type ResponseHeaders } from './retry-after.ts';

/** Maximum decoded bytes per step of a decoder. It bounds the memory of a compression bomb. */
const chunkSize = 64 * 1024;

const options: ZlibOptions = { chunkSize };

/** Whether a body with these headers needs no decoder, or a decoder exists. */
export function isReadableCoding(headers: ResponseHeaders): boolean {
  const coding = codingOf(headers);
  return coding === null || Object.hasOwn(decoders, coding);
}

const decoders: Readonly<Record<string, (first: Buffer) => Transform>> = {
  gzip: () => createGunzip(options),
  'x-gzip': () => createGunzip(options),
  // The name means zlib, but some servers send the bare stream. A zlib header has 8 in its lower four bits.
  deflate: (first) => (((first[0] ?? 0) & 0x0f) === 8 ? createInflate(options) : createInflateRaw(options)),
  br: () => createBrotliDecompress({ chunkSize }),
  zstd: () => createZstdDecompress({ chunkSize }),
};

function codingOf(headers: ResponseHeaders): string | null {
  const coding = headerText(headers, 'content-encoding')?.toLowerCase() ?? null;
  return coding === 'identity' ? null : coding;
}

/**
 * Passes a response on to `handler`. Decompresses it if a proxy compressed it without a request for that. Any other
 * response passes unchanged. The handler bounds the decoded bytes: it counts the received bytes, and aborts.
 */
export class DecodingHandler implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  #makeDecoder: ((first: Buffer) => Transform) | null = null;
  #decoder: Transform | null = null;
  #isOver = false;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
    message?: string,
  ): void {
    const coding = status < 200 ? null : codingOf(headers);
    if (coding !== null && Object.hasOwn(decoders, coding)) this.#makeDecoder = decoders[coding] ?? null;
    this.#handler.onResponseStart?.(controller, status, headers as never, message);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#makeDecoder === null) this.#handler.onResponseData?.(controller, chunk);
    else if (!this.#isOver && !this.#decoderOf(controller, chunk, this.#makeDecoder).write(chunk)) controller.pause();
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Record<string, string | string[]>): void {
    if (this.#decoder === null) this.#handler.onResponseEnd?.(controller, trailers);
    else this.#decoder.end();
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#isOver = true;
    this.#decoder?.destroy();
    this.#handler.onResponseError?.(controller, error);
  }

  #decoderOf(controller: Dispatcher.DispatchController, first: Buffer, make: (first: Buffer) => Transform): Transform {
    if (this.#decoder !== null) return this.#decoder;
    const decoder = make(first);
    const decoded = new DecodedController(controller, decoder);
    decoder.on('data', (chunk: Buffer) => {
      if (!this.#isOver) this.#handler.onResponseData?.(decoded, chunk);
      if (controller.aborted) this.#stop(decoder);
    });
    decoder.on('drain', () => {
      if (!decoded.paused && controller.paused) controller.resume();
    });
    decoder.on('end', () => this.#end(() => this.#handler.onResponseEnd?.(decoded, {})));
    decoder.on('error', (error) => {
      this.#end(() => this.#handler.onResponseError?.(decoded, error));
      if (!controller.aborted) controller.abort(error);
    });
    this.#decoder = decoder;
    return decoder;
  }

  #stop(decoder: Transform): void {
    this.#isOver = true;
    decoder.destroy();
  }

  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    tell();
  }
}

/** The controller of a decoded response. A pause also stops the decoder. */
class DecodedController implements Dispatcher.DispatchController {
  readonly #controller: Dispatcher.DispatchController;
  readonly #decoder: Transform;

  constructor(controller: Dispatcher.DispatchController, decoder: Transform) {
    this.#controller = controller;
    this.#decoder = decoder;
  }

  get aborted(): boolean {
    return this.#controller.aborted;
  }

  get paused(): boolean {
    return this.#decoder.isPaused();
  }

  get reason(): Error | null {
    return this.#controller.reason;
  }

  get rawHeaders(): Dispatcher.DispatchController['rawHeaders'] {
    return this.#controller.rawHeaders;
  }

  get rawTrailers(): Dispatcher.DispatchController['rawTrailers'] {
    return this.#controller.rawTrailers;
  }

  pause(): void {
    this.#decoder.pause();
    this.#controller.pause();
  }

  resume(): void {
    this.#decoder.resume();
    if (this.#controller.paused) this.#controller.resume();
  }

  abort(reason: Error): void {
    this.#decoder.destroy();
    this.#controller.abort(reason);
  }
}
