import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';

/** Writes one kind of delta of one item. `tail`: the members behind the delta, where they are not those of all. */
export type DeltaText = (piece: string, tail?: string) => string;

/**
 * Server-sent events that are counted from 0 by their `sequence_number`. The events up to number `after` are counted and not
 * written, for a client that has them. -1: all are written.
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

  /** The event that breaks the stream off, also where the client has those after it. */
  error({ code, message, field }: ServiceError): string {
    this.#next = Math.max(this.#next, this.#after + 1);
    return this.event('error', { code: errorCodes[code].responses, message, param: field });
  }

  /** The hot path: what does not change from delta to delta is put into text once. `tail`: members behind the delta. */
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
