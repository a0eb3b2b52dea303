import { describe, expect, test } from 'vitest';
import { type HealthFacts, modelStatus } from './model-status.ts';

const on = { active: true, configured: true };
const well: HealthFacts = { status: 'AVAILABLE', breaker: 'CLOSED', successRate: 1 };

describe('the status of a model', () => {
  test.each([
    ['was switched off', { ...on, active: false }, well, 'Switched off', 'idle', false],
    ['lacks its key', { ...on, configured: false }, undefined, 'Not configured', 'idle', false],
    ['has no evidence', on, undefined, 'Ready', 'idle', true],
    ['had no calls lately', on, { ...well, status: 'UNKNOWN', successRate: null }, 'Ready', 'idle', true],
    ['answers', on, well, 'Available', 'good', true],
    ['answers a probe, without calls', on, { ...well, successRate: null }, 'Available', 'good', true],
    ['answers slowly', on, { ...well, status: 'SLOW' }, 'Slow', 'slow', true],
    ['fails every call', on, { ...well, status: 'UNKNOWN', successRate: 0 }, 'Failing', 'bad', true],
    ['answers probes and fails every call', on, { ...well, successRate: 0 }, 'Failing', 'bad', true],
    ['fails four of ten', on, { ...well, successRate: 0.6 }, 'Unsteady', 'slow', true],
    ['fails one of ten', on, { ...well, successRate: 0.9 }, 'Available', 'good', true],
    [
      'is tried again',
      on,
      { ...well, status: 'UNKNOWN', breaker: 'HALF_OPEN', successRate: 0 },
      'Recovering',
      'slow',
      true,
    ],
    ['has an open breaker', on, { ...well, status: 'UNAVAILABLE', breaker: 'OPEN' }, 'Unavailable', 'bad', false],
    ['is refused its account', on, { ...well, status: 'UNAVAILABLE' }, 'Unavailable', 'bad', false],
  ] as const)('that %s', (_name, model, health, word, tone, isUsable) => {
    expect(modelStatus(model, health)).toMatchObject({ word, tone, isUsable, isStale: false });
  });

  test('keeps its word and loses its colour when the connection is lost', () => {
    expect(modelStatus(on, well, true)).toMatchObject({ word: 'Available', tone: 'idle', isStale: true });
  });

  test('ranks working models first, and models without calls beside them', () => {
    const healths: HealthFacts[] = [
      { status: 'UNAVAILABLE', breaker: 'OPEN', successRate: 0 },
      { status: 'UNKNOWN', breaker: 'CLOSED', successRate: 0 },
      { status: 'UNKNOWN', breaker: 'HALF_OPEN', successRate: 0 },
      { status: 'SLOW', breaker: 'CLOSED', successRate: 1 },
      { status: 'UNKNOWN', breaker: 'CLOSED', successRate: null },
      well,
    ];
    expect(healths.map((health) => modelStatus(on, health).rank)).toEqual([5, 4, 3, 1, 0, 0]);
  });
});
