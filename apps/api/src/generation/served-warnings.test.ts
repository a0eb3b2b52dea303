import type { Warning } from '@penstock/providers';
import { expect, test } from 'vitest';
import { servedWarnings } from './served-warnings.ts';

const warning: Warning = { path: 'seed', action: 'dropped', message: 'No seed.' };

test('returns the warnings of the last call that was made', () => {
  const other: Warning = { ...warning, path: 'topK' };
  expect(
    servedWarnings([
      { outcome: 'failed', warnings: [other] },
      { outcome: 'succeeded', warnings: [warning] },
      { outcome: 'outrun', warnings: [other] },
      { outcome: 'skipped' },
    ]),
  ).toEqual([warning]);
  expect(servedWarnings([])).toEqual([]);
  expect(servedWarnings([{ outcome: 'succeeded' }])).toEqual([]);
});
