import { answerScript, ScriptedAdapter } from '@penstock/providers/testing';
import { systemClock } from '@penstock/router';
import { afterEach, describe, expect, it } from 'vitest';
import { openHealth } from '../health/open-health.ts';
import { SchemaChecks } from '../json-schema/schema-checks.ts';
import { RulesStore } from '../rules/rules-store.ts';
import { plainRequest } from '../testing/plain-request.ts';
import { parseSamplePolicy, sampleSources } from '../testing/sample-rules.ts';
import { fakeStageTools } from '../testing/stage-tools.ts';
import { createGenerations } from './create-generations.ts';
import type { Generation } from './generation.ts';

const yaml = `
routing_rules: { default_model: openai/dear }
models:
  openai:
    dear: { quality: 0.7, price: { input_per_mtok: 100, output_per_mtok: 100 } }
    cheap: { quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 1 } }
`;

const closers: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** Generations over a provider that answers every call. */
function open() {
  const records: Generation[] = [];
  const sources = { ...sampleSources(yaml), environment: { OPENAI_API_KEY: 'key' } };
  const rules = new RulesStore({ sources, nowMs: systemClock.nowMs, onProblem: () => {} });
  const adapterFor = ({ id }: { id: string }) =>
    new ScriptedAdapter({ providerId: id, clock: systemClock, scriptOf: () => answerScript(['Hello']) });
  const { health, breakers, close } = openHealth({ clock: systemClock, rules: () => rules.current(), adapterFor });
  const schemas = new SchemaChecks();
  closers.push(close, () => schemas.close());
  const ledger = {
    openAccount: () => null,
    canRecord: () => true,
    begin: () => {},
    settle: async (generation: Generation) => void records.push(generation),
    releaseKept: async () => {},
  };
  const generations = createGenerations({
    ...fakeStageTools({ schemas, ledger }),
    rules,
    health,
    breakers,
    adapterFor,
    answerBytes: 1_000,
    endedBytes: 1_000_000,
    reportMs: 1_000,
  });
  const run = async (changes: Parameters<typeof plainRequest>[1]) =>
    generations.run(plainRequest('Hello', changes), new AbortController().signal);
  return { generations, rules, records, run };
}

describe('generations', () => {
  it('are priced by the rules in force at their start, and compared with the default model', async () => {
    const { records, run } = open();
    const ended = await run({ model: 'openai/cheap' });
    expect(records).toEqual([ended]);
    expect(ended).toMatchObject({
      status: 'COMPLETED',
      text: 'Hello',
      cost: { totalUsd: expect.closeTo(0.000_015, 10) },
    });
    expect(ended.attempts).toMatchObject([{ providerId: 'openai', baselineUsd: expect.closeTo(0.0015, 10) }]);
  });

  it('take turns under ROUND_ROBIN; a plan alone does not take a turn', async () => {
    const { generations, run } = open();
    const first = await run({ strategy: 'ROUND_ROBIN' });
    await generations.plan(plainRequest('Hello', { strategy: 'ROUND_ROBIN' }));
    const second = await run({ strategy: 'ROUND_ROBIN' });
    const third = await run({ strategy: 'ROUND_ROBIN' });
    expect(new Set([first.modelId, second.modelId])).toEqual(new Set(['openai/dear', 'openai/cheap']));
    expect(third.modelId).toBe(first.modelId);
  });

  it('release their rules when they end', async () => {
    const { rules, run } = open();
    const before = rules.current();
    const running = run({ model: 'openai/cheap' });
    rules.replace({ policy: parseSamplePolicy(yaml) });
    expect(rules.inUse()).toContain(before);
    await running;
    await expect.poll(() => rules.inUse()).not.toContain(before);
  });
});
