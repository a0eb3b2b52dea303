import type { ServerResponse } from 'node:http';
import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import type { ErrorShape } from '../../http/endpoint.ts';

/** An error in OpenAI's shape: `{"error":{"message":…,"type":…,"param":…,"code":…}}`. */
export const toOpenaiErrorResponse: ErrorShape = ({ code, message, field }) => {
  const { status, openai } = errorCodes[code];
  return { status, body: { error: { message, type: openai.type, param: field, code: openai.code } } };
};

/** Ends a stream that has begun with an `error` event. Its connection closes, so that no client takes it for whole. */
export function breakOffStream(response: ServerResponse, error: ServiceError): void {
  const { socket } = response;
  const { body } = toOpenaiErrorResponse(error, '');
  response.end(`data: ${JSON.stringify(body)}\n\n`, () => socket?.end());
}
