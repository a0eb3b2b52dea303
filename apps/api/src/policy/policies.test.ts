import { afterEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { anna, PolicyStage, withQuality } from '../testing/policy-stage.ts';
import { saveModel } from './edit-models.ts';
import { mostRevisions } from './revision-store.ts';

const change = { actor: anna, comment: 'A better score.' };

describeOnEachDatabase('the policy while it runs', (test) => {
  let stage: PolicyStage;
  afterEach(() => stage.remove());

  async function open(content = withQuality(0.7)) {
    stage = await PolicyStage.set(test.database.pool, content);
    const opened = await stage.open();
    const quality = () => opened.rules.current().policy.models[0]?.quality?.score;
    return { ...opened, quality };
  }

  it('is applied as a revision with its actor and comment, in force before the answer', async () => {
    const { policies, rules, quality } = await open();
    const answered = policies.apply(withQuality(0.8), 1, change);
    expect(await answered).toMatchObject({ revision: 2, source: 'API', actor: anna, comment: 'A better score.' });
    expect([rules.current().revision, quality()]).toEqual([2, 0.8]);
    expect((await policies.list(null, 10)).map(({ revision }) => revision)).toEqual([2, 1]);
    expect((await policies.list(2, 10)).map(({ revision }) => revision)).toEqual([1]);
  });

  it('changes nothing if it is wrong, and names every problem', async () => {
    const { policies, quality } = await open();
    await expect(policies.apply('models: {}\nruting_rules: {}\n', null, change)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: {
        issues: [
          { path: 'models', line: 1 },
          { path: 'ruting_rules', line: 2, column: 1 },
        ],
      },
    });
    expect([policies.current().revision, policies.current().problem, quality()]).toEqual([1, null, 0.7]);
  });

  it('refuses a value that looks like a secret, and never quotes it', async () => {
    const { policies } = await open();
    const secret = 'sk-ant-REDACTED';
    const yaml = `providers: { openai: { api_key: ${secret} } }\n${withQuality(0.7)}`;
    const error: unknown = await policies.apply(yaml, null, change).catch((problem: unknown) => problem);
    expect(error).toMatchObject({ details: { issues: [{ path: 'providers.openai.api_key', line: 1, column: 33 }] } });
    expect(JSON.stringify(error)).not.toContain(secret);
    const { rows } = await test.database.pool.query('SELECT * FROM policy_revision');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('refuses a change from a revision that is not the newest', async () => {
    const { policies } = await open();
    await policies.apply(withQuality(0.8), 1, change);
    await expect(policies.apply(withQuality(0.9), 1, change)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('The policy is at revision 2 by Anna, not at 1'),
    });
  });

  it('lets one of two replicas add a revision, and both continue with it', async () => {
    const { policies } = await open();
    const other = await stage.open();
    const results = await Promise.allSettled([
      policies.apply(withQuality(0.1), 1, change),
      other.policies.apply(withQuality(0.2), 1, change),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await Promise.all([policies.follow(), other.policies.follow()]);
    expect(policies.current()).toEqual(other.policies.current());
    expect(policies.current().revision).toBe(2);
  });

  it('has numbers without a gap, even with many concurrent changes', async () => {
    const { policies } = await open();
    const other = await stage.open();
    const applied = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        (at % 2 === 0 ? policies : other.policies).apply(withQuality(at / 10), null, change),
      ),
    );
    expect(applied.map(({ revision }) => revision).sort((left, right) => left - right)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
    await Promise.all([policies.follow(), other.policies.follow()]);
    expect([policies.current().revision, other.policies.current().revision]).toEqual([11, 11]);
    expect(policies.current().yaml).toBe(other.policies.current().yaml);
  });

  it('rolls back to the text and the stored models of an earlier revision', async () => {
    const { policies, rules, quality } = await open();
    await policies.changeModels(
      (stored) => saveModel(stored, 'openai/gpt-4', { quality: 0.5 }, rules.current().catalog),
      change,
    );
    await policies.apply(withQuality(0.8), null, change);
    await policies.changeModels(() => [], change);
    expect(await policies.rollBack(2, { actor: anna, comment: null })).toMatchObject({
      revision: 5,
      source: 'ROLLBACK',
      comment: 'Rolled back to revision 2.',
    });
    expect(quality()).toBe(0.7);
    expect(rules.current().catalog.find('openai/gpt-4')?.quality.score).toBe(0.5);
    const { rows } = await test.database.pool.query('SELECT id FROM model_configuration');
    expect(rows).toEqual([{ id: 'openai/gpt-4' }]);
    await expect(policies.rollBack(9, change)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('applies a change of the file, and ignores a change with problems', async () => {
    const { policies, take, quality } = await open();
    await stage.write(withQuality(0.9));
    await take();
    expect([policies.current().revision, policies.current().source, quality()]).toEqual([2, 'FILE', 0.9]);
    await stage.write('models: [');
    await take();
    expect(policies.current()).toMatchObject({ revision: 2, problem: expect.stringMatching(/stays in force\.$/) });
    await stage.write(withQuality(0.9));
    await take();
    expect(policies.current()).toMatchObject({ revision: 2, problem: null });
  });

  it('reports a conflict between the file and a later revision, and keeps the later revision', async () => {
    const { policies, take, quality } = await open();
    await policies.apply(withQuality(0.8), null, change);
    await stage.write(withQuality(0.9));
    await take();
    const problem = expect.stringMatching(/policy\.yml has changed, but revision 2 by Anna is in force/);
    expect(policies.current()).toMatchObject({ revision: 2, problem });
    expect((await stage.open()).policies.current()).toMatchObject({ revision: 2, problem });
    expect(quality()).toBe(0.8);
    expect(await policies.apply(withQuality(0.9), null, change)).toMatchObject({ revision: 3, problem: null });
    expect((await stage.open()).policies.current()).toMatchObject({ revision: 3, problem: null });
    await stage.write(withQuality(0.6));
    await take();
    expect(policies.current()).toMatchObject({ revision: 4, source: 'FILE', problem: null });
  });

  it('finds no conflict between the file and models that were stored later', async () => {
    const { policies, rules, take } = await open();
    await policies.changeModels(
      (stored) => saveModel(stored, 'openai/gpt-4', { quality: 0.5 }, rules.current().catalog),
      change,
    );
    await stage.write(withQuality(0.9));
    await take();
    expect(policies.current()).toMatchObject({ revision: 3, source: 'FILE', models: [{ id: 'openai/gpt-4' }] });
  });

  it('uses a secret of the file, also under a later revision, and stores no secret', async () => {
    const secret = 'sk-proj-abcdefghijklmnop1234';
    const withKey = (quality: number) => `providers: { openai: { api_key: ${secret} } }\n${withQuality(quality)}`;
    const { policies, rules } = await open(withKey(0.7));
    expect(rules.current().policy.providers[0]?.apiKey).toBe(secret);
    await policies.apply(policies.current().yaml.replace('0.7', '0.8'), null, change);
    expect(rules.current().policy.providers[0]?.apiKey).toBe(secret);
    const { rows } = await test.database.pool.query('SELECT * FROM policy_revision');
    expect(JSON.stringify([rows, stage.warnings])).not.toContain(secret);
    expect((await stage.open()).rules.current().policy.providers[0]?.apiKey).toBe(secret);
  });

  it('keeps a bounded number of revisions', async () => {
    const { policies } = await open();
    await test.database.pool.query('UPDATE policy_revision SET revision = $1', [mostRevisions]);
    const other = await stage.open();
    await other.policies.apply(withQuality(0.8), null, change);
    await other.policies.apply(withQuality(0.9), null, change);
    expect((await other.policies.list(null, mostRevisions + 10)).length).toBe(3);
    await test.database.pool.query('UPDATE policy_revision SET revision = 1 WHERE revision = $1', [mostRevisions]);
    await other.policies.apply(withQuality(0.1), null, change);
    expect((await other.policies.list(null, mostRevisions + 10)).map(({ revision }) => revision)).toEqual([
      503, 502, 501,
    ]);
    expect(policies.current().revision).toBe(1);
  });
});
