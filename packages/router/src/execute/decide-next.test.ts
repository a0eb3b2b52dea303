import type { ProviderErrorKind } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import type { CandidateState } from './choose-candidate.ts';
import { type Decision, decideNext, type Situation } from './decide-next.ts';
import type { Failure } from './failure.ts';

const retry = { attempts: 3, baseMs: 250, maxMs: 4_000, waitForRetryAfterMs: 1_000 };

function failure(kind: Failure['kind'], facts: Partial<Failure> = {}): Failure {
  return { kind, message: `It is ${kind}.`, retryAfterMs: null, clock: null, ...facts };
}

function candidate(modelId: string, facts: Partial<CandidateState> = {}): CandidateState {
  const providerId = modelId.split('/')[0] ?? modelId;
  const untouched = { calls: 0, skips: 0, lastFailure: null, notBeforeMs: 0 };
  return { modelId, providerId, contextWindow: 8_192, retry, ...untouched, ...facts };
}

/** The first of two candidates has failed once. */
function situation(failed: Failure, changes: Partial<Situation> = {}, state: Partial<CandidateState> = {}): Situation {
  return {
    failure: failed,
    current: 0,
    candidates: [candidate('a/one', { calls: 1, lastFailure: failed, ...state }), candidate('b/two')],
    hasAttemptSent: false,
    sent: 'nothing',
    wasPrefilled: false,
    hasFreshDeployment: false,
    nowMs: 0,
    random: 0,
    mayRestart: true,
    reroutesFiltered: false,
    ...changes,
  };
}

const again = (waitMs: number): Decision => ({ type: 'retry', waitMs, start: 'afresh' });
const next: Decision = { type: 'next', index: 1, waitMs: 0, start: 'afresh' };
const stop = (code: Extract<Decision, { type: 'stop' }>['code']): Decision => ({ type: 'stop', code });

describe('decideNext, before anything was sent', () => {
  const table: readonly (readonly [ProviderErrorKind, Partial<Failure>, calls: number, Decision])[] = [
    ['rate-limit', {}, 1, again(250)],
    ['rate-limit', {}, 2, again(500)],
    ['rate-limit', {}, 3, next],
    ['rate-limit', { retryAfterMs: 600 }, 1, again(600)],
    ['rate-limit', { retryAfterMs: 1_000 }, 1, again(1_000)],
    ['rate-limit', { retryAfterMs: 1_001 }, 1, next],
    ['rate-limit', { retryAfterMs: 2_000 }, 1, next],
    ['overloaded', {}, 1, again(250)],
    ['overloaded', {}, 2, again(500)],
    ['overloaded', {}, 3, next],
    ['server-error', {}, 1, again(250)],
    ['server-error', {}, 2, next],
    ['connection', {}, 1, again(250)],
    ['connection', {}, 2, next],
    ['stream-cut', {}, 1, again(250)],
    ['timeout', { clock: 'connect' }, 1, next],
    ['timeout', { clock: 'first-token' }, 1, next],
    ['timeout', { clock: 'total' }, 1, next],
    ['protocol', {}, 1, next],
    ['authentication', {}, 1, next],
    ['quota-exhausted', {}, 1, next],
    ['model-not-found', {}, 1, next],
    ['bad-request', {}, 1, next],
    ['prefill-refused', {}, 1, next],
    ['invalid-response', {}, 1, again(250)],
    ['invalid-response', {}, 2, next],
    ['content-filter', {}, 1, stop('CONTENT_FILTERED')],
    ['context-length', {}, 1, stop('CONTEXT_LENGTH_EXCEEDED')],
  ];

  it.each(table)('%s %o after %i calls', (kind, facts, calls, expected) => {
    expect(decideNext(situation(failure(kind, facts), {}, { calls }))).toEqual(expected);
  });

  it('obeys a policy that never retries', () => {
    const once = { retry: { ...retry, attempts: 1 } };
    expect(decideNext(situation(failure('overloaded'), {}, once))).toEqual(next);
  });

  it('takes only a model with a larger window when the request was too long', () => {
    const candidates = [
      candidate('a/one', { calls: 1, lastFailure: failure('context-length') }),
      candidate('b/two'),
      candidate('c/three', { contextWindow: 32_000 }),
    ];
    expect(decideNext(situation(failure('context-length'), { candidates }))).toEqual({ ...next, index: 2 });
  });

  it('sends a filtered request to the next model if the policy says so', () => {
    expect(decideNext(situation(failure('content-filter'), { reroutesFiltered: true }))).toEqual(next);
  });

  it('skips the other models of a refused account while there are others', () => {
    const refused = candidate('a/one', { calls: 1, lastFailure: failure('authentication') });
    const both = [refused, candidate('a/other'), candidate('b/two')];
    expect(decideNext(situation(failure('authentication'), { candidates: both }))).toEqual({ ...next, index: 2 });
    const own = [refused, candidate('a/other')];
    expect(decideNext(situation(failure('authentication'), { candidates: own }))).toEqual(next);
  });

  it('calls no third model of an account after two refusals', () => {
    const refused = (modelId: string) => candidate(modelId, { calls: 1, lastFailure: failure('quota-exhausted') });
    const candidates = [refused('a/one'), refused('a/two'), candidate('a/three')];
    const twice = situation(failure('quota-exhausted'), { current: 1, candidates });
    expect(decideNext(twice)).toEqual(stop('ALL_MODELS_FAILED'));
    expect(decideNext({ ...twice, candidates: [...candidates, candidate('b/four')] })).toEqual({ ...next, index: 3 });
  });

  it.each<[Failure['kind'], Decision]>([
    ['rate-limit', again(0)],
    ['authentication', again(0)],
    ['model-not-found', again(0)],
    ['timeout', again(0)],
    ['bad-request', next],
  ])('%s: another deployment of the model is tried at once if that may help', (kind, expected) => {
    expect(decideNext(situation(failure(kind), { hasFreshDeployment: true }))).toEqual(expected);
  });

  it('waits for a Retry-After for the time that the policy allows', () => {
    const patient = { retry: { ...retry, waitForRetryAfterMs: 5_000 } };
    const asked = failure('rate-limit', { retryAfterMs: 5_000 });
    expect(decideNext(situation(asked, {}, patient))).toEqual(again(5_000));
    expect(decideNext(situation({ ...asked, retryAfterMs: 5_001 }, {}, patient))).toEqual(next);
  });

  it('calls the healthy sibling of a deployment although the policy never retries', () => {
    const once = { retry: { ...retry, attempts: 1 } };
    expect(decideNext(situation(failure('overloaded'), { hasFreshDeployment: true }, once))).toEqual(again(0));
  });

  it('continues with the next when a breaker refused', () => {
    const candidates = [
      candidate('a/one', { skips: 1, lastFailure: { kind: 'skipped', isRateLimit: false } }),
      candidate('b/two'),
    ];
    expect(
      decideNext(situation(failure('overloaded'), { failure: { kind: 'skipped', isRateLimit: false }, candidates })),
    ).toEqual(next);
  });
});

describe('decideNext, after an answer that cannot be used', () => {
  const useless = (changes: Partial<Situation>): Decision =>
    decideNext(situation(failure('invalid-response'), { hasAttemptSent: true, sent: 'text', ...changes }));

  it('replaces the sent text, and does not continue it', () => {
    expect(useless({})).toEqual({ ...next, start: 'restart' });
  });

  it('stops if the sent text cannot be taken back', () => {
    expect(useless({ mayRestart: false })).toEqual(stop('INVALID_RESPONSE'));
  });
});

describe('decideNext, when no other model is left', () => {
  const alone = (failed: Failure, calls = 1, facts: Partial<CandidateState> = {}): Decision =>
    decideNext(
      situation(failed, { candidates: [candidate('a/one', { calls, lastFailure: failed, ...facts })], nowMs: 5_000 }),
    );

  it("waits for the provider's stated time, and a little longer", () => {
    const asked = failure('rate-limit', { retryAfterMs: 2_000 });
    expect(alone(asked, 1, { notBeforeMs: 7_000 })).toEqual(again(2_250));
  });

  it('does not wait longer than ten seconds', () => {
    const asked = failure('rate-limit', { retryAfterMs: 20_000 });
    expect(alone(asked, 1, { notBeforeMs: 25_000 })).toEqual(stop('ALL_MODELS_FAILED'));
  });

  it.each<[Failure, number, Decision]>([
    [failure('server-error'), 2, again(500)],
    [failure('server-error'), 3, stop('ALL_MODELS_FAILED')],
    [failure('timeout', { clock: 'first-token' }), 1, again(250)],
    [failure('timeout', { clock: 'first-token' }), 2, stop('ALL_MODELS_FAILED')],
    [failure('timeout'), 1, again(250)],
    [failure('timeout'), 2, stop('ALL_MODELS_FAILED')],
    [failure('timeout', { clock: 'idle' }), 1, again(250)],
    [failure('timeout', { clock: 'idle' }), 2, stop('ALL_MODELS_FAILED')],
    [failure('timeout', { clock: 'total' }), 1, stop('ALL_MODELS_FAILED')],
    [failure('bad-request'), 1, stop('BAD_USER_INPUT')],
    [failure('authentication'), 1, stop('ALL_MODELS_FAILED')],
  ])('%o after %i calls', (failed, calls, expected) => {
    expect(alone(failed, calls)).toEqual(expected);
  });

  it('retries the candidate whose failure passes soonest', () => {
    const candidates = [
      candidate('a/one', { calls: 1, lastFailure: failure('rate-limit'), notBeforeMs: 9_000 }),
      candidate('b/two', { calls: 1, lastFailure: failure('stream-cut') }),
      candidate('c/three', { calls: 1, lastFailure: failure('authentication') }),
    ];
    const decision = decideNext(situation(failure('authentication'), { current: 2, candidates, nowMs: 5_000 }));
    expect(decision).toEqual({ type: 'next', index: 1, waitMs: 250, start: 'afresh' });
  });

  it('does not retry a window that proved too small', () => {
    const candidates = [
      candidate('a/one', { calls: 1, lastFailure: failure('overloaded') }),
      candidate('b/two', { calls: 1, lastFailure: failure('context-length') }),
    ];
    const decision = decideNext(situation(failure('context-length'), { current: 1, candidates }));
    expect(decision).toEqual(stop('ALL_MODELS_FAILED'));
  });

  it('waits a few times for a breaker that admits calls soon', () => {
    const skipped = { skips: 1, lastFailure: { kind: 'skipped', isRateLimit: false }, notBeforeMs: 6_000 } as const;
    const of = (facts: Partial<CandidateState>): Situation =>
      situation(failure('overloaded'), {
        failure: { kind: 'skipped', isRateLimit: false },
        candidates: [candidate('a/one', { ...skipped, ...facts })],
        nowMs: 5_000,
      });
    expect(decideNext(of({}))).toEqual(again(1_250));
    expect(decideNext(of({ skips: 3 }))).toEqual(again(1_250));
    expect(decideNext(of({ skips: 4 }))).toEqual(stop('NO_MODEL_AVAILABLE'));
  });

  it('names only the common reason of all attempts', () => {
    const both = (first: Failure, second: Failure): Decision =>
      decideNext(
        situation(second, {
          current: 1,
          candidates: [
            candidate('a/one', { calls: 3, lastFailure: first }),
            candidate('b/two', { calls: 3, lastFailure: second }),
          ],
        }),
      );
    expect(both(failure('bad-request'), failure('bad-request'))).toEqual(stop('BAD_USER_INPUT'));
    expect(both(failure('server-error'), failure('bad-request'))).toEqual(stop('ALL_MODELS_FAILED'));
    expect(both(failure('context-length'), failure('context-length'))).toEqual(stop('CONTEXT_LENGTH_EXCEEDED'));
  });
});

describe('decideNext, after something was sent', () => {
  const cut = failure('stream-cut');
  const decide = (changes: Partial<Situation>): Decision =>
    decideNext(situation(cut, { hasAttemptSent: true, ...changes }));

  it.each<[Partial<Situation>, Decision]>([
    [{ sent: 'text' }, { ...next, start: 'continue' }],
    [
      { sent: 'text', mayRestart: false },
      { ...next, start: 'continue' },
    ],
    [{ sent: 'reasoning' }, { ...next, start: 'restart' }],
    [
      { sent: 'reasoning', mayRestart: false },
      { ...next, start: 'continue' },
    ],
    [{ sent: 'tool-calls' }, { ...next, start: 'restart' }],
    [{ sent: 'tool-calls', mayRestart: false }, stop('ALL_MODELS_FAILED')],
  ])('%o', (changes, expected) => {
    expect(decide(changes)).toEqual(expected);
  });

  it('retries an attempt that sent nothing, like any other', () => {
    const overloaded = situation(failure('overloaded'), { sent: 'text' });
    expect(decideNext(overloaded)).toEqual({ type: 'retry', waitMs: 250, start: 'continue' });
  });

  it('calls the same model once more without the prefill that it refused', () => {
    const refused = situation(failure('prefill-refused'), { sent: 'text', wasPrefilled: true });
    expect(decideNext(refused)).toEqual({ type: 'retry', waitMs: 0, start: 'continue' });
  });

  it('lets a model continue itself when it is the only one', () => {
    const candidates = [candidate('a/one', { calls: 1, lastFailure: cut })];
    expect(decide({ sent: 'text', candidates })).toEqual({ type: 'retry', waitMs: 250, start: 'continue' });
  });

  it('does not retry a model whose answer differs', () => {
    const otherwise = failure('differs');
    const candidates = [candidate('a/one', { calls: 1, lastFailure: otherwise })];
    const decision = decideNext(situation(otherwise, { sent: 'text', mayRestart: false, candidates }));
    expect(decision).toEqual(stop('ALL_MODELS_FAILED'));
  });
});
