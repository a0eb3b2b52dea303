import { describe, expect, it } from 'vitest';
import { errorBeforeAnswer, errorWithinAnswer, type NetworkContext } from './error-from-network.ts';

const context: NetworkContext = { providerId: 'acme', origin: 'https://acme.example', connectTimeoutMs: 3000 };
const failed = (code: string, message = 'low level'): Error => Object.assign(new Error(message), { code });

describe('errorBeforeAnswer', () => {
  it.each([
    ['ECONNREFUSED', 'acme could not be reached at https://acme.example: nothing listens there.'],
    ['ENOTFOUND', 'acme could not be reached at https://acme.example: the host name is unknown.'],
    ['CERT_HAS_EXPIRED', 'acme could not be reached at https://acme.example: its certificate has expired.'],
    ['ESTRANGE', 'acme could not be reached at https://acme.example: low level.'],
  ])('%s is said in a sentence', (code, message) => {
    const cause = failed(code);
    expect(errorBeforeAnswer(cause, context)).toMatchObject({ kind: 'connection', rawCode: code, message, cause });
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
