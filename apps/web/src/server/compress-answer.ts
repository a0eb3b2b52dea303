import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { takesEncoding } from './takes-encoding.ts';

/** Answers below this size gain nothing by compression, bytes. */
const leastBytes = 1_024;
/** Fast rather than small: the lists of the console shrink to a tenth at any level. */
const level = 3;

/**
 * Forwards the API's answer. JSON above the minimum size is compressed if the browser accepts it. Streams stay
 * unchanged.
 */
export function passAnswer(answer: IncomingMessage, request: IncomingMessage, response: ServerResponse): void {
  const { headers, statusCode = 502, statusMessage } = answer;
  const end = (): void => {
    // A cut answer must not look whole.
    if (!response.writableEnded) response.destroy();
  };
  if (!isWorthIt(headers) || request.method === 'HEAD' || !takesEncoding(request, 'gzip')) {
    response.writeHead(statusCode, statusMessage, headers);
    pipeline(answer, response, end);
    return;
  }
  const { 'content-length': _length, vary, ...others } = headers;
  const varies = vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`;
  response.writeHead(statusCode, statusMessage, { ...others, vary: varies, 'content-encoding': 'gzip' });
  // Each piece is sent at once: an answer may come in pieces.
  pipeline(answer, createGzip({ level, flush: constants.Z_SYNC_FLUSH }), response, end);
}

function isWorthIt(headers: IncomingMessage['headers']): boolean {
  const type = headers['content-type'] ?? '';
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY);
  return (
    headers['content-encoding'] === undefined &&
    /^application\/(graphql-response\+)?json/.test(type) &&
    length >= leastBytes
  );
}
