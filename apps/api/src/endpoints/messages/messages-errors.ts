import type { ServerResponse } from 'node:http';
import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import type { ErrorShape } from '../../http/endpoint.ts';
import { breakOff } from '../answer-writer.ts';

/** An error in Anthropic's shape: `{"type":"error","error":{"type":…,"message":…},"request_id":…}`. */
export const toMessagesError: ErrorShape = ({ code, message }, requestId) => {
  const { anthropic } = errorCodes[code];
  return {
    status: anthropic.status,
    body: { type: 'error', error: { type: anthropic.type, message }, request_id: requestId },
  };
};

/** The event of an error in a stream that has begun. */
export function errorEvent({ code, message }: ServiceError): string {
  const error = { type: errorCodes[code].anthropic.type, message };
  return `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`;
}

/** Ends a stream that has begun with an `error` event. */
export function breakOffMessages(response: ServerResponse, error: ServiceError): void {
  breakOff(response, errorEvent(error));
}
