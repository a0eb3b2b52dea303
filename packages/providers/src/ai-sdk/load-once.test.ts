import { expect, it } from 'vitest';
import { loadOnce } from './load-once.ts';

it('loads at the first use, once, and again after a failure', async () => {
  let count = 0;
  const load = loadOnce(async () => {
    count += 1;
    if (count === 1) throw new Error('Not yet.');
    return count;
  });
  expect(count).toBe(0);
  await expect(load()).rejects.toThrow('Not yet.');
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
});
