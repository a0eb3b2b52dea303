import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleSources } from '../testing/sample-rules.ts';
import { listModelOverrides, openRules } from './open-rules.ts';

describeOnEachDatabase('stored models', (test) => {
  it('are listed by id, with what they state and whether they are active', async () => {
    const { pool, prisma } = test.database;
    expect(await listModelOverrides(pool)).toEqual([]);
    await prisma.modelConfiguration.createMany({
      data: [
        { id: 'openai/gpt-4o', providerId: 'openai', settings: { quality: 0.9 } },
        { id: 'mistral/large', providerId: 'mistral', isActive: false },
      ],
    });
    expect(await listModelOverrides(pool)).toEqual([
      { id: 'mistral/large', settings: {}, isActive: false },
      { id: 'openai/gpt-4o', settings: { quality: 0.9 }, isActive: true },
    ]);
  });

  it('are in force from the start, and one that cannot be used is said', async () => {
    const { pool, prisma } = test.database;
    await prisma.modelConfiguration.deleteMany();
    await prisma.modelConfiguration.createMany({
      data: [
        { id: 'openai/gpt-4o-mini', providerId: 'openai', isActive: false },
        { id: 'nowhere/x', providerId: 'nowhere' },
      ],
    });
    const { policy, environment, routing } = sampleSources();
    const warnings: string[] = [];
    const log = { warn: (message: string) => void warnings.push(message) };
    const rules = await openRules({ pool, policy, environment, routing, log, nowMs: Date.now });
    expect(rules.current().catalog.find('openai/gpt-4o-mini')?.isActive).toBe(false);
    expect(warnings).toMatchObject([expect.stringContaining('nowhere')]);
  });
});
