import type { IncomingMessage } from 'node:http';
import { JsonBoundsError, parseJsonText } from '../json/json-bounds.ts';

const limitBytes = 20 * 1024 * 1024;

/** A body that cannot be taken. With 413 the rest of it is not waited for: the connection has to end with the answer. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** Reads and parses a JSON body of up to 20 MB straight from Node's socket. Rejects with a `BodyError`. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request);
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonBoundsError) throw new BodyError(400, `The body ${error.message}.`);
    throw new BodyError(400, `The body is not valid JSON: ${error instanceof Error ? error.message : error}.`);
  }
}

/** Throws a `BodyError` for a body that says beforehand that it is too large. */
export function refuseLength(request: IncomingMessage): void {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge();
}

function readBody(request: IncomingMessage): Promise<string> {
  refuseLength(request);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
    else reject(tooLarge());
  });
  request.once('end', () => {
    const [only] = chunks;
    resolve((chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)).toString('utf8'));
  });
  const breakOff = () => {
    if (!request.complete) reject(new BodyError(400, 'The body broke off.'));
  };
  request.once('close', breakOff);
  request.once('error', breakOff);
  return promise;
}

function tooLarge(): BodyError {
  return new BodyError(413, `The body is larger than ${limitBytes / 1024 / 1024} MB.`);
}
