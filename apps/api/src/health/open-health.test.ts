import { ScriptedAdapter } from '@penstock/providers/testing';
import { systemClock } from '@penstock/router';
import { expect, it } from 'vitest';
import { sampleRules } from '../testing/sample-rules.ts';
import { openHealth } from './open-health.ts';

it('probes the providers of the rules in force', async () => {
  const rules = sampleRules('models: { openai: { gpt-4o-mini: { quality: 0.7 } } }', {
    environment: { OPENAI_API_KEY: 'key' },
  });
  const asked: string[] = [];
  const { health, prober, close } = openHealth({
    clock: systemClock,
    rules: () => rules,
    adapterFor: ({ id }) => {
      asked.push(id);
      return new ScriptedAdapter({ providerId: id, clock: systemClock, scriptOf: () => [], models: ['gpt-4o-mini'] });
    },
  });
  await prober.probe('openai');
  expect(asked).toEqual(['openai']);
  expect(health.readProvider('openai').status).toBe('AVAILABLE');
  expect(await prober.probe('nowhere')).toMatchObject({
    isReachable: false,
    errorMessage: "There is no provider 'nowhere' in the catalog.",
  });
  await close();
});
