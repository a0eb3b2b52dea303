import { expect, it } from 'vitest';
import { describeCount, describeDuration, describeList, describeScore, describeUsd } from './describe-figures.ts';

it.each([
  [0, '$0'],
  [0.0042, '$0.0042'],
  [0.000_012_341, '$0.00001234'],
  [0.5, '$0.5'],
  [1, '$1.00'],
  [12.345, '$12.35'],
])('%d US dollars read %s', (usd, text) => {
  expect(describeUsd(usd)).toBe(text);
});

it.each([
  [850, '850 ms'],
  [1249, '1.2 s'],
])('%d milliseconds read %s', (durationMs, text) => {
  expect(describeDuration(durationMs)).toBe(text);
});

it('counts have separators of thousands, scores two digits', () => {
  expect(describeCount(20_000)).toBe('20,000');
  expect(describeScore(0.8)).toBe('0.80');
});

it.each([
  [[], ''],
  [['code'], 'code'],
  [['code', 'vision'], 'code and vision'],
  [['code', 'vision', 'reasoning'], 'code, vision and reasoning'],
])('%j reads "%s"', (names, text) => {
  expect(describeList(names)).toBe(text);
});
