import { expect, it } from 'vitest';
import { nothing } from '../generation/price-call.ts';
import { costColumns } from './cost-columns.ts';

it('names the column of each cost bucket', () => {
  expect(costColumns.map(({ bucket, column }) => [bucket, column])).toEqual([
    ['inputUsd', 'input_usd'],
    ['cachedInputUsd', 'cached_input_usd'],
    ['cacheWriteUsd', 'cache_write_usd'],
    ['outputUsd', 'output_usd'],
    ['reasoningUsd', 'reasoning_usd'],
    ['requestUsd', 'request_usd'],
  ]);
});

it('leaves rarely used columns empty', () => {
  expect(costColumns.filter(({ read }) => read(nothing) === null).map(({ bucket }) => bucket)).toEqual([
    'reasoningUsd',
    'requestUsd',
  ]);
  expect(costColumns.map(({ read }) => read({ ...nothing, reasoningUsd: 2, requestUsd: 1 }))).toEqual([
    0, 0, 0, 0, 2, 1,
  ]);
  expect(costColumns.every(({ read }) => read(null) === null)).toBe(true);
});
