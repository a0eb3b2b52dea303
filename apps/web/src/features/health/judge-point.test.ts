import { expect, test } from 'vitest';
import { judgePoint } from './judge-point.ts';

const answered = { reachable: true };
const silent = { reachable: false };

test.each([
  ['nothing', null, 'No evidence', 'idle'],
  ['calls that succeed', { calls: 100, failures: 4, probes: [] }, 'Available', 'good'],
  ['some failures', { calls: 100, failures: 5, probes: [] }, 'Unsteady', 'slow'],
  ['as many failures as successes', { calls: 2, failures: 1, probes: [] }, 'Failing', 'bad'],
  ['calls that succeed and a probe that does not', { calls: 9, failures: 0, probes: [silent] }, 'Available', 'good'],
  ['calls that fail and a probe that succeeds', { calls: 9, failures: 9, probes: [answered] }, 'Failing', 'bad'],
  ['only probes', { calls: 0, failures: 0, probes: [answered] }, 'Reachable', 'good'],
  ['a silent probe at the end', { calls: 0, failures: 0, probes: [answered, silent] }, 'Unreachable', 'bad'],
  ['a silent probe before others', { calls: 0, failures: 0, probes: [silent, answered] }, 'Recovered', 'slow'],
])('%s', (_, point, word, tone) => {
  expect(judgePoint(point)).toMatchObject({ word, tone });
});
