import type { ProbeResult } from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { judgeAnswer, judgeName, judgeNames } from './judge-probe.ts';

function probe(facts: Partial<ProbeResult> = {}): ProbeResult {
  return {
    providerId: 'up',
    isReachable: true,
    latencyMs: 12.4,
    checkedAtMs: 0,
    modelNames: ['a', 'b'],
    errorKind: null,
    errorMessage: null,
    ...facts,
  };
}

const refused = (errorKind: ProbeResult['errorKind'], errorMessage = 'up answered with 4xx: no.') =>
  probe({ modelNames: [], errorKind, errorMessage });

describe('a probe without a list', () => {
  it('judges nothing if the probe has a list', () => {
    expect(judgeAnswer(probe(), false, null)).toBeNull();
  });

  it.each([
    [
      'no answer',
      probe({ isReachable: false, errorMessage: 'up refused the connection.' }),
      'up refused the connection.',
    ],
    ['a rate limit', refused('rate-limit'), 'up answered with 4xx: no.'],
    ['another refusal', refused('bad-request'), 'up answered with 4xx: no.'],
    [
      'a 404',
      refused('model-not-found'),
      'up answered with 4xx: no: up has no list of models at its base_url, so check that address.',
    ],
  ])('is UNAVAILABLE for %s', (_, given, message) => {
    expect(judgeAnswer(given, false, null)).toEqual({ status: 'UNAVAILABLE', message });
  });

  it('has the status of recent calls, except after a rate limit', () => {
    expect(judgeAnswer(refused('model-not-found'), false, 'SLOW')).toEqual({
      status: 'SLOW',
      message: 'Recent calls succeeded, though up has no list of models: up answered with 4xx: no.',
    });
    expect(judgeAnswer(refused('rate-limit'), false, 'AVAILABLE')).toMatchObject({ status: 'UNAVAILABLE' });
  });

  it('is UNKNOWN if a provider names no models, and UNAVAILABLE if a local one has none', () => {
    const empty = probe({ modelNames: [] });
    expect(judgeAnswer(empty, false, null)).toEqual({
      status: 'UNKNOWN',
      message: 'up answered in 12 ms, but lists no models: only a call shows whether one would answer.',
    });
    expect(judgeAnswer(empty, false, 'AVAILABLE')).toMatchObject({ status: 'AVAILABLE' });
    expect(judgeAnswer(empty, true, null)).toEqual({ status: 'UNAVAILABLE', message: 'up answers, but has no model.' });
  });
});

describe('a list', () => {
  it('shows that a model would answer', () => {
    expect(judgeName(probe(), 'up/m', 'a', null)).toEqual({
      status: 'AVAILABLE',
      message: 'up answered in 12 ms and lists 2 models.',
    });
  });

  it('without the name gives the names that it has, and how to set the right one', () => {
    expect(judgeName(probe({ modelNames: ['llama-3-8b'] }), 'up/m', 'llama-3', null)).toEqual({
      status: 'UNAVAILABLE',
      message: "up lists 1 model ('llama-3-8b'), but not 'llama-3': correct upstream_name in the policy for up/m.",
    });
    expect(judgeName(probe(), 'up/m', 'm', 'AVAILABLE')).toMatchObject({ status: 'AVAILABLE' });
  });

  it('shows that a provider is available by any of its names in the policy', () => {
    expect(judgeNames(probe(), ['m', 'b'])).toMatchObject({ status: 'AVAILABLE' });
    expect(judgeNames(probe(), [])).toMatchObject({ status: 'AVAILABLE' });
    expect(judgeNames(probe(), ['m', 'n'])).toEqual({
      status: 'UNAVAILABLE',
      message:
        "up lists 2 models ('a', 'b'), but none of the policy's ('m', 'n'): correct upstream_name in the policy.",
    });
  });
});
