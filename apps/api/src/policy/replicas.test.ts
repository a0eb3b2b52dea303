import { afterEach, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { Replicas } from './replicas.ts';

vi.setConfig({ testTimeout: 30_000 });

describeOnEachDatabase('replicas', (test) => {
  const open: Replicas[] = [];
  const onError = vi.fn();
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    expect(onError).not.toHaveBeenCalled();
  });

  function start(revision: () => number, follow = async (): Promise<void> => {}, isAlone = false): Replicas {
    const replicas = new Replicas({ pool: test.database.pool, isAlone, revision, follow, onError });
    replicas.start();
    open.push(replicas);
    return replicas;
  }
  const byId = (...listed: { id: string; revision: number }[]) =>
    listed.toSorted((left, right) => (left.id < right.id ? -1 : 1));

  it('see each other with their revisions, until one shuts down', async () => {
    let revision = 3;
    const [one, other] = [start(() => revision), start(() => 7)];
    const both = () => byId({ id: one.id, revision }, { id: other.id, revision: 7 });
    for (const replica of [one, other])
      await vi.waitFor(async () => expect(await replica.list()).toEqual(both()), 10_000);
    revision = 4;
    await vi.waitFor(async () => expect(await other.list()).toEqual(both()), 10_000);
    await one.close();
    expect(await other.list()).toEqual([{ id: other.id, revision: 7 }]);
  });

  it('follow before they report their revision', async () => {
    let revision = 1;
    const one = start(
      () => revision,
      async () => {
        revision = 2;
      },
    );
    const other = start(() => 9);
    await vi.waitFor(
      async () => expect(await other.list()).toEqual(byId({ id: one.id, revision: 2 }, { id: other.id, revision: 9 })),
      10_000,
    );
  });

  it('are not listed after 15 s without a heartbeat', async () => {
    await test.database.pool.query(
      `INSERT INTO policy_replica (id, revision, seen_at) VALUES
      ('silent', 1, now() - interval '16 seconds'), ('alive', 2, now() - interval '5 seconds')`,
    );
    const one = start(() => 1);
    expect((await one.list()).map(({ id }) => id)).toEqual(['alive', one.id].toSorted());
    await test.database.pool.query('DELETE FROM policy_replica');
  });

  it('that are alone neither write nor follow', async () => {
    const follow = vi.fn(async () => {});
    const one = start(() => 5, follow, true);
    expect(await one.list()).toEqual([{ id: one.id, revision: 5 }]);
    expect(follow).not.toHaveBeenCalled();
  });
});
