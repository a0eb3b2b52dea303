import { describe, expect, it } from 'vitest';
import { noFigures } from './evidence-window.ts';
import { type Evidence, type Judgement, judgeHealth } from './judge-health.ts';

const nowMs = 1_000_000;

const well: Evidence = {
  breaker: { state: 'CLOSED', retryAtMs: null, isRateLimit: false },
  figures: { ...noFigures, calls: 3, successRate: 1, firstTokenMs: 400 },
  lastSuccessMs: nowMs - 1_000,
  lastFailure: null,
  misconfigured: null,
  missing: null,
  unlisted: null,
  unreachable: null,
  expectedFirstTokenMs: 500,
};
const trouble = { message: 'it is refused', atMs: nowMs - 500 };

describe('judgeHealth', () => {
  it.each<[string, Partial<Evidence>, Judgement]>([
    ['a model that answers', {}, { status: 'AVAILABLE', reason: null, retryAtMs: null }],
    [
      'an open breaker',
      {
        breaker: { state: 'OPEN', retryAtMs: nowMs + 900, isRateLimit: false },
        lastFailure: { message: 'Full.', atMs: nowMs },
      },
      { status: 'UNAVAILABLE', reason: 'its breaker is open: Full.', retryAtMs: nowMs + 900 },
    ],
    [
      'a refused account',
      { misconfigured: trouble },
      { status: 'UNAVAILABLE', reason: 'it is refused', retryAtMs: nowMs + 59_500 },
    ],
    [
      'a missing model',
      { missing: trouble },
      { status: 'UNAVAILABLE', reason: 'it is refused', retryAtMs: nowMs + 59_500 },
    ],
    [
      'a model that a local server does not list',
      { unlisted: { ...trouble, message: 'a does not list it' } },
      { status: 'UNKNOWN', reason: 'a does not list it', retryAtMs: null },
    ],
    [
      'a provider that does not answer',
      { unreachable: trouble },
      { status: 'UNAVAILABLE', reason: 'it is refused', retryAtMs: nowMs + 59_500 },
    ],
    [
      'trouble from before it answered',
      { misconfigured: { ...trouble, atMs: nowMs - 2_000 } },
      { status: 'AVAILABLE', reason: null, retryAtMs: null },
    ],
    [
      'a half-open breaker',
      { breaker: { state: 'HALF_OPEN', retryAtMs: null, isRateLimit: false } },
      { status: 'UNKNOWN', reason: 'its breaker is half-open: one call will find out', retryAtMs: null },
    ],
    [
      'nothing heard',
      { lastSuccessMs: null },
      { status: 'UNKNOWN', reason: 'no traffic in the last five minutes', retryAtMs: null },
    ],
    [
      'nothing heard for long',
      { lastSuccessMs: nowMs - 300_001 },
      { status: 'UNKNOWN', reason: 'no traffic in the last five minutes', retryAtMs: null },
    ],
    [
      'only failures',
      { lastSuccessMs: null, lastFailure: { message: 'Reset.', atMs: nowMs } },
      { status: 'UNKNOWN', reason: 'its last call failed: Reset.', retryAtMs: null },
    ],
    [
      'a slow first token',
      { figures: { ...well.figures, firstTokenMs: 2_500 } },
      { status: 'SLOW', reason: 'its first token takes 2500 ms, more than 2000 ms', retryAtMs: null },
    ],
    [
      'a first token that the catalog expects to take long',
      { figures: { ...well.figures, firstTokenMs: 9_000 }, expectedFirstTokenMs: 4_000 },
      { status: 'AVAILABLE', reason: null, retryAtMs: null },
    ],
  ])('%s', (_, changes, expected) => {
    expect(judgeHealth({ ...well, ...changes }, nowMs)).toEqual(expected);
  });
});
