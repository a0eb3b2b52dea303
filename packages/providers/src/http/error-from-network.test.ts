import { describe, expect, it } from 'vitest';
import { errorBeforeAnswer, errorWithinAnswer, type NetworkContext } from './error-from-network.ts';

const context: NetworkContext = { providerId: 'acme', origin: 'https://acme.example', connectTimeoutMs: 3000 };
const failed = (code: string, message = 'low level'): Error => Object.assign(new Error(message), { code });

describe('errorBeforeAnswer', () => {
  it.each([
    ['ECONNREFUSED', 'acme could not be reached at https://acme.example: no server listens there.'],
    ['ENOTFOUND', 'acme could not be reached at https://acme.example: the host name is unknown.'],
    [
      'UND_ERR_HEADERS_OVERFLOW',
      'acme could not be reached at https://acme.example: the headers of its response are too long.',
    ],
    [
      'TOO_MANY_INFORMATIONAL',
      'acme could not be reached at https://acme.example: it sent more than 16 informational responses.',
    ],
    [
      'ERR_SSL_NO_CIPHER_MATCH',
      'acme could not be reached at https://acme.example: the encrypted connection failed (ERR_SSL_NO_CIPHER_MATCH).',
    ],
    ['ESTRANGE', 'acme could not be reached at https://acme.example: the connection failed (ESTRANGE).'],
  ])('%s becomes a sentence', (code, message) => {
    const cause = failed(code);
    expect(errorBeforeAnswer(cause, context)).toMatchObject({ kind: 'connection', rawCode: code, message, cause });
  });

  it.each([
    ['CERT_HAS_EXPIRED', 'its certificate has expired.'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed; to trust it, set NODE_EXTRA_CA_CERTS to a file'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS there: the address may need http:// instead of https://.'],
  ])('%s is not retried', (code, words) => {
    const error = errorBeforeAnswer(failed(code), context);
    expect(error).toMatchObject({ kind: 'protocol', rawCode: code, message: expect.stringContaining(words) });
  });

  it.each([undefined, 'HPE_INVALID_CONSTANT'])('reports a response that is not HTTP, for the code %s', (code) => {
    const error = Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError', code });
    expect(errorBeforeAnswer(error, context).message).toBe(
      'acme could not be reached at https://acme.example: its response is not HTTP/1.1.',
    );
  });

  it('never quotes the text of a library', () => {
    for (const error of [failed('ESTRANGE', 'error:0A00010B:\n  odd.\n'), new Error('odd'), 'odd']) {
      expect(errorBeforeAnswer(error, context).message).not.toContain('odd');
    }
  });

  it('a connection that takes too long is a timeout of the connect clock', () => {
    expect(errorBeforeAnswer(failed('UND_ERR_CONNECT_TIMEOUT'), context)).toMatchObject({
      kind: 'timeout',
      clock: 'connect',
      limitMs: 3000,
      message: 'acme did not accept a connection at https://acme.example within 3000 ms.',
    });
  });

  it('finds the code of a host with several addresses', () => {
    const bundle = new AggregateError([failed('EHOSTUNREACH'), failed('ECONNREFUSED')]);
    expect(errorBeforeAnswer(bundle, context).rawCode).toBe('ECONNREFUSED');
    expect(errorBeforeAnswer('odd', context)).toMatchObject({ kind: 'connection', rawCode: null });
  });
});

it('errorWithinAnswer is a cut answer', () => {
  expect(errorWithinAnswer(failed('UND_ERR_SOCKET'), context)).toMatchObject({
    kind: 'stream-cut',
    rawCode: 'UND_ERR_SOCKET',
  });
});
