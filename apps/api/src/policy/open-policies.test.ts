import { afterEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { anna, PolicyStage, withQuality } from '../testing/policy-stage.ts';
import { PolicyFileError } from './read-policy-file.ts';

describeOnEachDatabase('a start', (test) => {
  let stage: PolicyStage;
  afterEach(() => stage.remove());
  const change = { actor: anna, comment: null };

  it('makes the file revision 1, and adds no revision for an unchanged file', async () => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    const first = await stage.open();
    expect(first.policies.current()).toMatchObject({
      revision: 1,
      source: 'FILE',
      actor: { kind: 'SYSTEM' },
      problem: null,
    });
    expect((await stage.open()).policies.current().revision).toBe(1);
  });

  it('adds one revision when many replicas start at the same time', async () => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    const opened = await Promise.all(Array.from({ length: 4 }, () => stage.open()));
    expect(opened.map(({ policies }) => policies.current().revision)).toEqual([1, 1, 1, 1]);
  });

  it('fails without a revision if the file is wrong, with every problem', async () => {
    stage = await PolicyStage.set(test.database.pool, 'models: {}\nruting_rules: {}\n');
    const error: unknown = await stage.open().catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(PolicyFileError);
    expect(String(error)).toMatch(/policy\.yml:1:1 models: There must be.*\n.*policy\.yml:2:1 ruting_rules: /);
  });

  it('fails without a revision and without a file, and names the setting', async () => {
    stage = await PolicyStage.set(test.database.pool, '');
    await stage.remove();
    await expect(stage.open()).rejects.toThrow(/there is no such file\. Set PENSTOCK_POLICY to the path of one\./);
  });

  it('keeps the applied policy while the file is unchanged', async () => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    await (await stage.open()).policies.apply(withQuality(0.8), null, change);
    const { policies, rules } = await stage.open();
    expect(policies.current()).toMatchObject({ revision: 2, source: 'API', problem: null });
    expect(rules.current()).toMatchObject({ revision: 2, policy: { models: [{ quality: { score: 0.8 } }] } });
  });

  it('applies a change of the file that was made while the service was down', async () => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    await stage.open();
    await stage.write(withQuality(0.9));
    const { policies, rules } = await stage.open();
    expect(policies.current()).toMatchObject({
      revision: 2,
      source: 'FILE',
      comment: expect.stringMatching(/has changed/),
    });
    expect(rules.current().policy.models[0]?.quality?.score).toBe(0.9);
  });

  it.each([
    ['wrong', 'models: [', /policy\.yml:1:.*Revision 1 stays in force\.$/],
    ['gone', null, /there is no such file\. Revision 1 stays in force\.$/],
  ])('keeps the last good revision if the file is %s, and reports the problem', async (_, content, problem) => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    await stage.open();
    if (content === null) await stage.remove();
    else await stage.write(content);
    const { policies } = await stage.open();
    expect(policies.current()).toMatchObject({ revision: 1, problem: expect.stringMatching(problem) });
    await expect(policies.check()).rejects.toThrow(problem);
  });

  it('returns to an earlier revision if the newest is unusable', async () => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    await (await stage.open()).policies.apply(withQuality(0.8), null, change);
    await test.database.pool.query("UPDATE policy_revision SET yaml = 'models: [' WHERE revision = 2");
    const { policies } = await stage.open();
    const problem = expect.stringMatching(/^Revision 2 of the policy cannot be used: .* Revision 1 stays in force\.$/);
    expect(policies.current()).toMatchObject({ revision: 1, problem });
    expect(await policies.apply(withQuality(0.9), 2, change)).toMatchObject({ revision: 3, problem: null });
  });

  it('adds a revision for models that were stored directly in the database', async () => {
    stage = await PolicyStage.set(test.database.pool, withQuality(0.7));
    await stage.open();
    await test.database.prisma.modelConfiguration.createMany({
      data: [
        { id: 'openai/gpt-4o-mini', providerId: 'openai', isActive: false },
        { id: 'nowhere/x', providerId: 'nowhere' },
      ],
    });
    const { policies, rules } = await stage.open();
    expect(policies.current()).toMatchObject({ revision: 2, source: 'DATABASE' });
    expect(rules.current().catalog.find('openai/gpt-4o-mini')?.isActive).toBe(false);
    expect(stage.warnings).toEqual([expect.stringContaining('nowhere')]);
    expect((await stage.open()).policies.current().revision).toBe(2);
  });
});
