import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ServiceError } from '../errors/service-error.ts';
import { JsonBoundsError, parseJsonText } from '../json/json-bounds.ts';
import { createBodyDecoder } from './body-decoder.ts';
import { arrivingBody } from './body-memory.ts';

/** Reads and parses a JSON body of up to `limitBytes` directly from Node's socket. Rejects with a `ServiceError`. */
export function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  return readWhole(request, limitBytes, (bytes) => parseBody(request, decodeText(bytes)));
}

/** Without the byte order mark that some editors write. Other bytes would become U+FFFD without a word. */
function decodeText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new ServiceError('BAD_USER_INPUT', 'The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function parseBody(request: IncomingMessage, text: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonBoundsError) throw new ServiceError('BAD_USER_INPUT', `The body ${error.message}.`);
    const problem = `The body is not valid JSON: ${describeSyntaxError(error, text)}`;
    const type = request.headers['content-type'];
    // JSON is parsed under any content type, because some programs send a wrong one.
    if (type === undefined || /json/i.test(type)) throw new ServiceError('BAD_USER_INPUT', `${problem}.`);
    const cure = 'send JSON with the header Content-Type: application/json';
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', `${problem}; ${cure}.`);
  }
}

/** Throws a `ServiceError` for a body whose `Content-Length` is too large. */
export function refuseLength(request: IncomingMessage, limitBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

/** Throws a `ServiceError` for a body without `Content-Length`. */
export function requireLength(request: IncomingMessage): void {
  if (request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] === undefined) return;
  throw new ServiceError('LENGTH_REQUIRED', 'A body that is not JSON needs the header Content-Length.');
}

/** The error with the position of the first invalid character. The engine's own message would quote the body. */
function describeSyntaxError(error: unknown, text: string): string {
  if (text.trim() === '') return 'it is empty';
  const said = error instanceof Error ? error.message : '';
  const place = /line (\d+) column (\d+)/.exec(said);
  if (place !== null) return `it is wrong at line ${place[1]}, column ${place[2]}`;
  if (said.includes('end of JSON input')) return 'it ends too early';
  const character = /^Unexpected token '(.)'/su.exec(said)?.[1];
  return character === undefined ? 'it does not follow the grammar' : `the character '${character}' is out of place`;
}

/**
 * Reads a body as text. `limitBytes` applies to the sent and to the decompressed bytes. Rejects with a `ServiceError`.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  return readWhole(request, limitBytes, decodeText);
}

/** The event of a request whose body arrived too late or broken. Its value is the error for the caller. */
export const bodyRefused = 'bodyRefused';

type ReadBytes<Result> = (bytes: Buffer) => Result;

/** `read` converts the whole body; its error becomes the rejection. */
function readWhole<Result>(request: IncomingMessage, limitBytes: number, read: ReadBytes<Result>): Promise<Result> {
  const { 'content-encoding': coding } = request.headers;
  return coding === undefined ? collect(request, request, limitBytes, read) : decode(request, limitBytes, read);
}

async function decode<Result>(request: IncomingMessage, limitBytes: number, read: ReadBytes<Result>): Promise<Result> {
  const decoder = createBodyDecoder(request);
  if (decoder === null) return collect(request, request, limitBytes, read);
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limitBytes) decoder.destroy(tooLarge(limitBytes));
  });
  try {
    return await collect(request, request.pipe(decoder), limitBytes, read);
  } finally {
    request.unpipe(decoder);
    decoder.destroy();
  }
}

/** `source`: the body itself, or the output of its decoder. */
function collect<Result>(
  request: IncomingMessage,
  source: Readable,
  limitBytes: number,
  read: ReadBytes<Result>,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const arriving = arrivingBody(request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    const refusal = bytes > limitBytes ? tooLarge(limitBytes) : (arriving?.take(chunk.length) ?? null);
    if (refusal === null) chunks.push(chunk);
    else {
      bytes = Number.POSITIVE_INFINITY;
      chunks.length = 0;
      reject(refusal);
    }
  });
  // `on` costs less than `once`, and a promise settles once.
  source.on('end', () => {
    if (bytes > limitBytes) return;
    const [only] = chunks;
    try {
      resolve(read(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)));
    } catch (error) {
      reject(error);
    }
  });
  const breakOff = () => {
    if (!request.complete) reject(new ServiceError('BAD_USER_INPUT', 'The body ended early.'));
  };
  request.on('close', breakOff);
  request.on('error', breakOff);
  request.on(bodyRefused, reject);
  if (source !== request) {
    source.on('error', (error) => reject(error instanceof ServiceError ? error : notDecoded(request)));
  }
  // The caller may have left while its key was checked.
  if (request.destroyed) breakOff();
  return arriving === null ? promise : promise.finally(() => arriving.release());
}

function notDecoded({ headers }: IncomingMessage): ServiceError {
  return new ServiceError('BAD_USER_INPUT', `The body is not in the Content-Encoding ${headers['content-encoding']}.`);
}

/** The rest of the body is not read, so the connection must end with the response. */
function tooLarge(limitBytes: number): ServiceError {
  const mib = limitBytes / 1024 / 1024;
  const limit = Number.isInteger(mib) ? `${mib} MB` : `${limitBytes} bytes`;
  return new ServiceError('BODY_TOO_LARGE', `The body is larger than ${limit}.`, { headers: { connection: 'close' } });
}
