import type { ServerResponse } from 'node:http';
import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import type { ErrorShape } from '../../http/endpoint.ts';
import { breakOff } from '../answer-writer.ts';

/** An error in OpenAI's form: `{"error":{"message":…,"type":…,"param":…,"code":…}}`. */
export const toOpenaiErrorResponse: ErrorShape = ({ code, message, field }) => {
  const { status, openai } = errorCodes[code];
  return { status, body: { error: { message, type: openai.type, param: field, code: openai.code } } };
};

/** The error event of a stream that has begun. */
export function openaiErrorEvent(error: ServiceError): string {
  return `data: ${JSON.stringify(toOpenaiErrorResponse(error, '').body)}\n\n`;
}

/** Ends a stream that has begun with an `error` event, without `[DONE]`. */
export function breakOffStream(response: ServerResponse, error: ServiceError): void {
  breakOff(response, openaiErrorEvent(error));
}
