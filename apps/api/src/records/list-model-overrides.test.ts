import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { listModelOverrides } from './list-model-overrides.ts';

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
});
