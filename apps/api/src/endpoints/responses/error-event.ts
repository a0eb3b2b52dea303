import type { ServerResponse } from 'node:http';
import type { ServiceError } from '../../errors/service-error.ts';
import { breakOff } from '../answer-writer.ts';
import { ResponseWriter, type WriterFacts } from './response-writer.ts';
import { SequencedEvents } from './sequenced-events.ts';

/** The writers of streams that have begun. */
const writers = new WeakMap<ServerResponse, ResponseWriter>();

/** Opens the writer of a stream, so that a later `error` event continues its numbers. */
export function openWriter(response: ServerResponse, facts: WriterFacts): ResponseWriter {
  const writer = new ResponseWriter(facts);
  writers.set(response, writer);
  return writer;
}

/** Ends a stream that has begun with an `error` event, for internal failures of Penstock. */
export function breakOffResponse(response: ServerResponse, error: ServiceError): void {
  const writer = writers.get(response);
  breakOff(response, writer?.breakingOff(error) ?? new SequencedEvents().error(error));
}
