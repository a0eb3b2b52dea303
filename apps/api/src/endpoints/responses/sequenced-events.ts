import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';

/** Writes one kind of delta of one item. `tail`: the members after the delta, if they differ from the usual ones. */
export type DeltaText = (piece: string, tail?: string) => string;

/**
 * Server-sent events with a `sequence_number` from 0. The events up to number `after` are counted and not written, for
 * a client that has them. -1: all are written.
 */
export class SequencedEvents {
  readonly #after: number;
  #next = 0;

  constructor(after = -1) {
    this.#after = after;
  }

  event(type: string, members: object): string {
    const number = this.#next++;
    if (number <= this.#after) return '';
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number, ...members })}\n\n`;
  }

  /** The event that breaks off the stream. Its number is higher than that of any event the client has. */
  error({ code, message, field }: ServiceError): string {
    this.#next = Math.max(this.#next, this.#after + 1);
    return this.event('error', { code: errorCodes[code].responses, message, param: field });
  }

  /** On the hot path: the constant part of a delta is serialized once. `tail`: the members after the delta. */
  deltas(type: string, members: object, tail = ''): DeltaText {
    const head = `event: ${type}\ndata: {"type":"${type}","sequence_number":`;
    const middle = `,${JSON.stringify(members).slice(1, -1)},"delta":`;
    const end = `${tail}}\n\n`;
    return (piece, own) => {
      const number = this.#next++;
      if (number <= this.#after) return '';
      return head + number + middle + JSON.stringify(piece) + (own === undefined ? end : `${own}}\n\n`);
    };
  }
}
