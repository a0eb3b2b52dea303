import type { ServerResponse } from 'node:http';
import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { breakOff } from '../answer-writer.ts';

/** Ends a stream that has begun with an `error` event: for failures of Penstock itself, whose place is not known. */
export function breakOffResponse(response: ServerResponse, { code, message, field }: ServiceError): void {
  const event = { type: 'error', code: errorCodes[code].responses, message, param: field, sequence_number: null };
  breakOff(response, `event: error\ndata: ${JSON.stringify(event)}\n\n`);
}
