import { describe, expect, it } from 'vitest';
import { type ResponseHeaders, readSpan, retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

const minuteAndDay: ResponseHeaders = {
  'x-ratelimit-reset-tokens-minute': '12.5',
  'x-ratelimit-remaining-tokens-minute': '10',
  'x-ratelimit-reset-requests-day': '3600',
  'x-ratelimit-remaining-requests-day': '5',
};
const windows: ResponseHeaders = {
  'anthropic-ratelimit-unified-5h-reset': String(now / 1000 + 9),
  'anthropic-ratelimit-unified-5h-status': 'rejected',
  'anthropic-ratelimit-unified-7d-reset': String(now / 1000 + 90_000),
  'anthropic-ratelimit-unified-7d-status': 'allowed',
};

describe('retryAfterMs', () => {
  it.each<[string, ResponseHeaders, number | null]>([
    ['nothing', {}, null],
    ['seconds', { 'retry-after': '2' }, 2000],
    ['part of a second', { 'retry-after': '0.5' }, 500],
    ['zero', { 'retry-after': '0' }, 0],
    ['an HTTP date', { 'retry-after': 'Sat, 21 Nov 2026 12:00:07 GMT' }, 7000],
    [
      "an HTTP date by the provider's own clock",
      { 'retry-after': 'Sat, 21 Nov 2026 14:00:07 GMT', date: 'Sat, 21 Nov 2026 14:00:00 GMT' },
      7000,
    ],
    ['seconds, with any clocks', { 'retry-after': '2', date: 'Sat, 21 Nov 2026 14:00:00 GMT' }, 2000],
    ['a date that is past', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    ['rubbish', { 'retry-after': 'soon' }, null],
    ['milliseconds before seconds', { 'retry-after-ms': '1500', 'retry-after': '2' }, 1500],
    ['a list', { 'retry-after': ['3', '9'] }, 3000],
    [
      'the allowance that is used up',
      {
        'x-ratelimit-remaining-requests': '10',
        'x-ratelimit-reset-requests': '6m0s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '1.2s',
      },
      1200,
    ],
    ['a reset in epoch seconds', { 'x-ratelimit-reset': String(now / 1000 + 5) }, 5000],
    ['a reset in epoch milliseconds', { 'x-ratelimit-reset': String(now + 5000) }, 5000],
    [
      "Anthropic's reset",
      { 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': '2026-11-21T12:00:30Z' },
      30_000,
    ],
    ['a reset of an allowance that is left', { 'x-ratelimit-reset': '60', 'x-ratelimit-remaining': '3' }, null],
    ['a reset of each minute and day', { ...minuteAndDay, 'x-ratelimit-remaining-tokens-minute': '0' }, 12_500],
    ['the later of two', { ...minuteAndDay, 'x-ratelimit-remaining-requests-day': '0' }, 3_600_000],
    ['a reset of a project', { 'x-ratelimit-reset-project-tokens': '1s' }, 1000],
    ['a reset without prefix', { 'ratelimit-reset': '7', 'ratelimit-remaining': '0' }, 7000],
    ['one header for all', { ratelimit: 'limit=10, remaining=0, reset=7' }, 7000],
    ['one header for all, in short', { ratelimit: '"default";r=0;t=7' }, 7000],
    ['one header for all, with some left', { ratelimit: 'limit=10, remaining=4, reset=7' }, null],
    ['the rejected one of two windows', windows, 9000],
    ['milliseconds of Azure', { 'x-ms-retry-after-ms': '300' }, 300],
    ['the wait under a longer name', { 'x-ratelimit-retry-after': '4' }, 4000],
    ['a negative wait', { 'retry-after': '-1' }, null],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});

describe('readSpan', () => {
  it.each<[string, number | null]>([
    ['20ms', 20],
    ['1s', 1000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['1d', 86_400_000],
    ['', null],
    ['5', null],
    ['s', null],
  ])('%s', (text, expected) => {
    expect(readSpan(text)).toBe(expected);
  });
});
