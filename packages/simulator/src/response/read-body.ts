import type { IncomingMessage } from 'node:http';
import { parseJson } from '../json-value.ts';
import { Refusal } from './refusal.ts';

const mostBytes = 64 * 1024 * 1024;

export type ReadBody = {
  /** Parsed JSON. Undefined for any other body. */
  json: unknown;
  text: string;
  bytes: number;
};

/** Reads the request's body to its end. Throws a `Refusal` if it is larger than 64 MB. */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += piece.length;
    if (bytes > mostBytes) throw new Refusal({ kind: 'too-large', message: 'The request is larger than 64 MB.' });
    chunks.push(piece);
  }
  const text = (chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)).toString('utf8');
  return { json: text === '' ? undefined : parseJson(text), text, bytes };
}
