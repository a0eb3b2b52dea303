import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';

/** The account of what the process holds. */
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

/** Has the body of a request counted while it arrives. A short one costs nothing. */
export function countBody(request: IncomingMessage, memory: BodyMemory): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding !== undefined || Number(length ?? 0) > countedBytes) memories.set(request, memory);
}

/** What the body of a request holds while it arrives; null where it is not counted. */
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

  /** Notes a part of it. Returns the refusal where there is no room; the connection ends with that. */
  take(bytes: number): ServiceError | null {
    if (!this.#memory.hasRoomFor(bytes)) return overloaded(this.#memory);
    this.#memory.reserve(bytes);
    this.#bytes += bytes;
    return null;
  }

  /** It has arrived, or does not arrive any more. */
  release(): void {
    this.#memory.release(this.#bytes);
    this.#bytes = 0;
  }
}

function overloaded({ limitBytes }: BodyMemory): ServiceError {
  return new ServiceError(
    'OVERLOADED',
    `Penstock holds as many requests and answers as it may, ${limitBytes} bytes (PENSTOCK_MAX_HELD_BYTES): send this body again in ${retryAfterSeconds} s.`,
    {
      details: { retryAfterMs: retryAfterSeconds * 1_000 },
      headers: { 'retry-after': String(retryAfterSeconds), connection: 'close' },
    },
  );
}
