import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { ServiceError } from '../errors/service-error.ts';

/** The largest output of one step of a decoder, bytes. Small, so that a compression bomb is noticed early. */
const chunkSize = 64 * 1024;

const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', () => createGunzip({ chunkSize })],
  ['x-gzip', () => createGunzip({ chunkSize })],
  ['deflate', () => createInflate({ chunkSize })],
  ['br', () => createBrotliDecompress({ chunkSize })],
  ['zstd', () => createZstdDecompress({ chunkSize })],
]);

/** The decoder of a compressed body; null for an uncompressed one. Throws for an unsupported coding. */
export function createBodyDecoder({ headers }: Pick<IncomingMessage, 'headers'>): Transform | null {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity') return null;
  const create = decoders.get(coding);
  if (create !== undefined) return create();
  const known = 'gzip, deflate, br or zstd, or leave it out';
  throw new ServiceError(
    'UNSUPPORTED_MEDIA_TYPE',
    `The body has the Content-Encoding '${coding.slice(0, 80)}', which is not supported: use ${known}.`,
  );
}
