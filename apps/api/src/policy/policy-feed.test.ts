import { expect, it, vi } from 'vitest';
import { createPolicyFeed, type PolicyNews } from './policy-feed.ts';
import { type PolicyState, systemActor } from './revision.ts';

const state: PolicyState = {
  revision: 1,
  source: 'FILE',
  yaml: 'models: {}',
  models: [],
  fileHash: null,
  isFile: true,
  comment: null,
  actor: systemActor,
  createdAtMs: 0,
  problem: null,
};

it('sends the present policy and replicas, and each change once', async () => {
  let current = state;
  let replicas = [{ id: 'one', revision: 1 }];
  const onError = vi.fn();
  const feed = createPolicyFeed({ current: () => current }, { list: async () => replicas }, onError);
  const told: PolicyNews[] = [];
  const end = feed.subscribe((news) => told.push(news));
  const expectTold = (count: number, last: PolicyNews) =>
    vi.waitFor(() => expect([told.length, told.at(-1)]).toEqual([count, last]), 5_000);
  await expectTold(1, { revision: 1, problem: null, replicas });
  current = { ...state, problem: 'The file is wrong.' };
  await expectTold(2, { revision: 1, problem: 'The file is wrong.', replicas });
  replicas = [...replicas, { id: 'two', revision: 1 }];
  await expectTold(3, { revision: 1, problem: 'The file is wrong.', replicas });
  current = { ...state, revision: 2 };
  await expectTold(4, { revision: 2, problem: null, replicas });
  end();
  current = { ...state, revision: 3 };
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(told).toHaveLength(4);
  expect(onError).not.toHaveBeenCalled();
});
