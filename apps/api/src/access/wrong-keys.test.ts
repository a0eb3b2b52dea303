import { expect, it, vi } from 'vitest';
import { WrongKeys } from './wrong-keys.ts';

it('answers ten wrong keys of an address at once, and delays the others of the same minute', async () => {
  const pause = vi.fn(async () => {});
  const wrongKeys = new WrongKeys({ warn: () => {} }, pause);
  for (let count = 0; count < 10; count++) await wrongKeys.note('192.0.2.1');
  expect(pause).not.toHaveBeenCalled();

  await wrongKeys.note('192.0.2.1');
  expect(pause.mock.calls).toEqual([[1_000]]);
  await wrongKeys.note('192.0.2.2');
  expect(pause).toHaveBeenCalledTimes(1);
});

it('logs the address and the count, not every key', async () => {
  const warn = vi.fn();
  const wrongKeys = new WrongKeys({ warn }, async () => {});
  for (let count = 0; count < 50; count++) await wrongKeys.note('192.0.2.1');
  expect(warn.mock.calls.map(([facts]) => facts)).toEqual([
    { address: '192.0.2.1', count: 1 },
    { address: '192.0.2.1', count: 11 },
  ]);
});
