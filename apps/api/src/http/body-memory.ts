import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';

/** The account of the memory that this process holds. */
export interface BodyMemory {
  readonly limitBytes: number;
  hasRoomFor(bytes: number): boolean;
  reserve(bytes: number): void;
  release(bytes: number): void;
}

/** A shorter body is not counted while it arrives, bytes. */
const countedBytes = 64 * 1024;
const retryAfterSeconds = 2;

const memories = new WeakMap<IncomingMessage, BodyMemory>();

/** Counts the body of a request while it arrives. A short body is not counted. */
export function countBody(request: IncomingMessage, memory: BodyMemory): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding !== undefined || Number(length ?? 0) > countedBytes) memories.set(request, memory);
}

/** The account of a body that is arriving; null if it is not counted. */
export function arrivingBody(request: IncomingMessage): ArrivingBody | null {
  const memory = memories.get(request);
  return memory === undefined ? null : new ArrivingBody(memory);
}

class ArrivingBody {
  readonly #memory: BodyMemory;
  #bytes = 0;

  constructor(memory: BodyMemory) {
    this.#memory = memory;
  }

  /** Reserves memory for the next bytes. Returns the error if there is no room; its response ends the connection. */
  take(bytes: number): ServiceError | null {
    if (!this.#memory.hasRoomFor(bytes)) return overloaded(this.#memory);
    this.#memory.reserve(bytes);
    this.#bytes += bytes;
    return null;
  }

  /** Releases the memory when the body is complete or has broken off. */
  release(): void {
    this.#memory.release(this.#bytes);
    this.#bytes = 0;
  }
}

function overloaded({ limitBytes }: BodyMemory): ServiceError {
  return new ServiceError(
    'OVERLOADED',
    `The memory for requests and answers is full, ${limitBytes} bytes (PENSTOCK_MAX_HELD_BYTES): send this body again in ${retryAfterSeconds} s.`,
    {
      details: { retryAfterMs: retryAfterSeconds * 1_000 },
      headers: { 'retry-after': String(retryAfterSeconds), connection: 'close' },
    },
  );
}
