import { describe, expect, test } from 'vitest';
import { FakeHealth } from '../../../testing/fake-services.ts';
import { sampleCatalog } from '../../../testing/sample-catalog.ts';
import { HealthWatch } from './watch-health.ts';

const mini = 'openai/gpt-4o-mini';
const llama = 'ollama/llama3';

describe('watching health', () => {
  test('begins with a snapshot of every model', async () => {
    const health = new FakeHealth();
    health.set(mini, { status: 'SLOW' });
    const watch = new HealthWatch(health, sampleCatalog(), null);

    const { value } = await watch.next();

    expect(value?.isSnapshot).toBe(true);
    expect(value?.models.map(({ modelId, status }) => `${modelId} ${status}`)).toEqual([
      `${mini} SLOW`,
      'anthropic/claude-sonnet UNKNOWN',
      `${llama} UNKNOWN`,
    ]);
  });

  test('continues with every change of the named models only', async () => {
    const health = new FakeHealth();
    const watch = new HealthWatch(health, sampleCatalog(), [mini]);
    await watch.next();
    const next = watch.next();
    health.set(llama, { status: 'SLOW' });
    health.set(mini, { status: 'UNAVAILABLE' });

    expect((await next).value).toMatchObject({ isSnapshot: false, models: [{ modelId: mini, status: 'UNAVAILABLE' }] });
  });

  test('keeps the latest health of each model for a busy reader', async () => {
    const health = new FakeHealth();
    const watch = new HealthWatch(health, sampleCatalog(), null);
    await watch.next();
    for (const status of ['SLOW', 'UNAVAILABLE', 'AVAILABLE'] as const) health.set(mini, { status });
    health.set(llama, { status: 'SLOW' });

    expect((await watch.next()).value?.models.map(({ modelId, status }) => `${modelId} ${status}`)).toEqual([
      `${mini} AVAILABLE`,
      `${llama} SLOW`,
    ]);
  });

  test('ends when the reader leaves, also while it waits, and stops listening', async () => {
    const health = new FakeHealth();
    const watch = new HealthWatch(health, sampleCatalog(), null);
    await watch.next();
    const waiting = watch.next();

    await watch.return();

    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await watch.next()).toEqual({ value: undefined, done: true });
    expect(health.listenerCount).toBe(0);
  });
});
