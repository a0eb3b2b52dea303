import { expect, it } from 'vitest';
import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import { SentCall } from './sent-call.ts';
import type { StreamCall } from './stream-call.ts';
import type { UpstreamFailure } from './upstream-failure.ts';

const cut = new StreamCutError({ providerId: 'p', message: 'p ended its answer without a finish event.' });

const toError = ({ status, body }: UpstreamFailure) =>
  new BadRequestError({ providerId: 'p', message: `${status} ${body}` });

function callWith(unread: string | null, path = '/a'): StreamCall {
  const reader = { read: () => {}, end: () => {}, unread, progress: 'open' } as const;
  return { path, body: {}, reader, toError };
}

function sentWith(unread: string | null): SentCall {
  const sent = new SentCall(
    'p',
    () => callWith(unread),
    () => callWith(null, '/b'),
  );
  sent.prepare();
  sent.noteResponse(200, {});
  return sent;
}

it('reads a document in place of an answer as a failure', () => {
  const sent = sentWith('no such model');
  const failure = sent.failureInAnswer();
  expect(failure).toEqual({ status: 200, headers: {}, body: 'no such model' });
  expect(sent.errorOfAnswer(cut, failure)).toMatchObject({ message: '200 no such model' });
});

it.each([null, ''])('keeps the error of an answer that has begun or is empty: %j', (unread) => {
  const sent = sentWith(unread);
  expect(sent.failureInAnswer()).toBeNull();
  expect(sent.errorOfAnswer(cut, null)).toBe(cut);
});

it('prepares the next form of its call after a failure', () => {
  const next = sentWith(null).prepareAgain({ status: 400, headers: {}, body: '' });
  expect(next?.call).toBeNull();
  expect(next?.prepare().path).toBe('/b');
});
