import type { ServerResponse } from 'node:http';
import { type ErrorCode, errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import type { ErrorShape } from '../../http/endpoint.ts';
import { breakOff } from '../answer-writer.ts';

/** The status of an error: Anthropic's own one where it differs from the usual one. */
function statusOf(code: ErrorCode): number {
  const { status, anthropic } = errorCodes[code];
  if (anthropic === 'overloaded_error') return 529;
  return anthropic === 'api_error' && status > 500 ? 500 : status;
}

/**
 * An error in Anthropic's form: `{"type":"error","error":{"type":…,"message":…},"request_id":…}`. Its clients handle
 * some errors by `details.error_code`.
 */
export const toAnthropicErrorResponse: ErrorShape = ({ code, message, details }, requestId) => {
  const type = errorCodes[code].anthropic;
  const error = 'error_code' in details ? { type, message, details } : { type, message };
  return { status: statusOf(code), body: { type: 'error', error, request_id: requestId } };
};

/** The error event of a stream that has begun. */
export function anthropicErrorEvent({ code, message }: ServiceError): string {
  const error = { type: errorCodes[code].anthropic, message };
  return `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`;
}

/** Ends a stream that has begun with an `error` event. */
export function breakOffMessages(response: ServerResponse, error: ServiceError): void {
  breakOff(response, anthropicErrorEvent(error));
}
