import { expect, it } from 'vitest';
import { sampleAccount } from '../testing/sample-account.ts';
import { coverMoney } from './money.ts';
import type { ReservationResult } from './reservation.ts';

const call = (worstCaseUsd: number) => ({
  modelId: 'openai/gpt-4o-mini',
  deployments: [{ providerId: 'openai' }],
  worstCaseUsd,
});

it('runs concurrent raises one after another, such as for a hedge and the next model', async () => {
  const asked: bigint[] = [];
  const answers: ((result: ReservationResult) => void)[] = [];
  const { account } = sampleAccount(10, ({ options }) => {
    asked.push(options[0]?.[0]?.amount ?? 0n);
    return new Promise((resolve) => answers.push(resolve));
  });
  const raises = [account.raise([call(3), call(2)]), account.raise([call(4)]), account.raise([call(6)])];
  await Promise.resolve();
  expect(asked).toEqual([coverMoney(3) + coverMoney(2)]);
  answers[0]?.({ option: 0, shortfalls: [] });
  // The amount that the first raise reserves also covers the second.
  expect(await Promise.all(raises.slice(0, 2))).toEqual([null, null]);
  await expect.poll(() => asked).toEqual([coverMoney(3) + coverMoney(2), coverMoney(6)]);
  answers[1]?.({ option: 0, shortfalls: [] });
  expect(await raises[2]).toBeNull();
});

it('raises after a raise that failed', async () => {
  let tries = 0;
  const { account } = sampleAccount(10, async () => {
    tries += 1;
    if (tries === 1) throw new Error('The database is broken.');
    return { option: 0, shortfalls: [] };
  });
  const [first, second] = [account.raise([call(3)]), account.raise([call(4)])];
  await expect(first).rejects.toThrow('The database is broken.');
  expect(await second).toBeNull();
});

it('returns the amount of an ended call, and reserves again when a further call needs it', async () => {
  const asked: bigint[] = [];
  const { account, lowered } = sampleAccount(10, async ({ options }) => {
    asked.push(options[0]?.[0]?.amount ?? 0n);
    return { option: 0, shortfalls: [] };
  });
  await account.raise([call(3), call(2)]);
  account.charge({ modelId: 'openai/gpt-4o-mini', providerId: 'openai' }, 1);
  account.lower([call(3)]);
  expect(await account.raise([call(3)])).toBeNull();
  expect(lowered).toEqual([coverMoney(1) + coverMoney(3)]);
  await account.raise([call(4)]);
  expect(asked).toEqual([coverMoney(3) + coverMoney(2), coverMoney(1) + coverMoney(4)]);
  account.lower([call(4)]);
  await account.raise([call(4)]);
  expect(lowered).toHaveLength(1);
});
