import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../errors/service-error.ts';
import { bodyRefused, readJsonBody, refuseLength, requireLength } from './read-json-body.ts';

/** A request with this body. It has only the members that the reader uses. */
function requestWith(body: string | Buffer, headers: Record<string, string> = {}): IncomingMessage {
  const stream = new PassThrough();
  stream.end(body);
  return Object.assign(stream, { headers, complete: true }) as unknown as IncomingMessage;
}

describe('a body', () => {
  test.each([
    ['', 'it is empty.'],
    ['{"query":', 'it ends too early.'],
    ['secret', "the character 's' is out of place."],
    ['{\n"secret":1,}', 'it is wrong at line 2, column 12.'],
  ])('that is not JSON gets an error without a quote: %j', async (body, wrong) => {
    await expect(readJsonBody(requestWith(body), 100)).rejects.toThrow(
      new ServiceError('BAD_USER_INPUT', `The body is not valid JSON: ${wrong}`),
    );
  });

  test('is UTF-8, with a byte order mark or without', async () => {
    expect(await readJsonBody(requestWith('\uFEFF{"a":"é"}'), 100)).toEqual({ a: 'é' });
    await expect(readJsonBody(requestWith(Buffer.from('{"a":"é"}', 'latin1')), 100)).rejects.toThrow(
      new ServiceError('BAD_USER_INPUT', 'The body is not valid UTF-8.'),
    );
  });

  test('ends with the error of its connection', async () => {
    const request = Object.assign(new PassThrough(), { headers: {}, complete: false }) as unknown as IncomingMessage;
    const read = readJsonBody(request, 100);
    const error = new ServiceError('REQUEST_TIMEOUT', 'Too slow.');
    expect(request.emit(bodyRefused, error)).toBe(true);
    await expect(read).rejects.toBe(error);
  });

  test('of another type that is not JSON gets an error with the right type', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    await expect(readJsonBody(requestWith('--x', headers), 100)).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: expect.stringContaining('Content-Type: application/json'),
    });
    expect(await readJsonBody(requestWith('{"a":1}', { 'content-type': 'text/plain' }), 100)).toEqual({ a: 1 });
  });

  test('may have at most the given number of bytes', async () => {
    expect(await readJsonBody(requestWith('"1234567"'), 9)).toBe('1234567');
    await expect(readJsonBody(requestWith('"1234567"'), 8)).rejects.toMatchObject({
      code: 'BODY_TOO_LARGE',
      headers: { connection: 'close' },
    });
    expect(() => refuseLength(requestWith('', { 'content-length': '9' }), 8)).toThrow('larger than 8 bytes');
    expect(() => refuseLength(requestWith('', { 'content-length': '8' }), 8)).not.toThrow();
  });

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['Identity', (text: string) => Buffer.from(text)],
  ])('may be compressed: %s', async (coding, compress) => {
    const headers = { 'content-encoding': coding };
    expect(await readJsonBody(requestWith(compress('{"a":1}'), headers), 100)).toEqual({ a: 1 });
    // The limit applies to the decompressed bytes too.
    const bomb = compress(`"${'x'.repeat(1_000_000)}"`);
    await expect(readJsonBody(requestWith(bomb, headers), 999_999)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  test('with a wrong or unsupported coding gets an error that says so', async () => {
    const sent = (body: string | Buffer, coding: string, limit = 1_000) =>
      readJsonBody(requestWith(body, { 'content-encoding': coding }), limit);
    await expect(sent('{"a":1}', 'gzip')).rejects.toThrow('The body is not in the Content-Encoding gzip.');
    await expect(sent(gzipSync('{"a":1}').subarray(0, 15), 'gzip')).rejects.toThrow('not in the Content-Encoding');
    await expect(sent('{"a":1}', 'gzip, br')).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: expect.stringContaining("'gzip, br'"),
    });
    // Empty members produce much input and no output.
    const members = Buffer.concat(Array.from({ length: 100 }, () => gzipSync('')));
    await expect(sent(members, 'gzip')).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  test('breaks off if its caller left before it was read', async () => {
    const request = requestWith('"x"');
    Object.assign(request, { complete: false });
    request.destroy();
    await expect(readJsonBody(request, 100)).rejects.toThrow('The body ended early.');
  });

  test('of another kind must state its length', () => {
    expect(() => requireLength(requestWith('', { 'transfer-encoding': 'chunked' }))).toThrow('Content-Length');
    expect(() => requireLength(requestWith('', { 'content-length': '1' }))).not.toThrow();
    expect(() => requireLength(requestWith(''))).not.toThrow();
  });
});
