import { expect, test, vi } from 'vitest';
import { defaultLimits } from '../limits/limits.ts';
import { fitToFileLimit } from './file-limit.ts';

test('if this process may open enough files, the limits stay unchanged', () => {
  const warn = vi.fn();
  expect(fitToFileLimit(defaultLimits, { warn }, 4_100)).toEqual(defaultLimits);
  expect(fitToFileLimit(defaultLimits, { warn }, null)).toEqual(defaultLimits);
  expect(warn).not.toHaveBeenCalled();
});

test('a low limit of open files is logged, and fewer connections are accepted', () => {
  const warn = vi.fn();
  const fitted = fitToFileLimit(defaultLimits, { warn }, 256);
  expect(fitted).toEqual({ ...defaultLimits, connections: 78, connectionsWithoutKey: 39 });
  expect(warn.mock.calls[0]?.[1]).toBe(
    'This process may open 256 files (ulimit -n), and 2000 connections need 4100: it accepts 78 connections, 39 of them without a key.',
  );
});

test('the limit of this process is read', () => {
  const warn = vi.fn();
  fitToFileLimit({ ...defaultLimits, connections: 1e12 }, { warn });
  expect(warn.mock.calls[0]?.[0]).toMatchObject({ openFiles: expect.any(Number) });
});
