import { describe, expect, it, vi } from 'vitest';
import { parseSamplePolicy, sampleSources } from '../testing/sample-rules.ts';
import { type FollowerTools, RulesFollowers } from './followers.ts';
import { RulesStore } from './rules-store.ts';

const oneModel = 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }';
const otherModel = 'models: { openai: { gpt-4o: { quality: 0.8 } } }';
const withSandbox =
  'providers: { sandbox: { dialect: openai, sandbox: true } }\nmodels: { sandbox: { friendly: { quality: 0.1 } } }';

function follow(yaml: string, changes: Partial<FollowerTools> = {}) {
  const store = new RulesStore({ sources: sampleSources(yaml), nowMs: () => 0, onProblem: () => {} });
  const tools = {
    store,
    breakers: { retain: vi.fn<(ids: ReadonlySet<string>) => void>() },
    health: { retain: vi.fn<(ids: ReadonlySet<string>) => void>() },
    adapters: { keepOnly: vi.fn(async () => {}) },
    startSandbox: vi.fn(async () => ({ baseUrl: () => 'http://127.0.0.1:1' })),
    savePolicyBudgets: vi.fn(async () => {}),
    onError: vi.fn(),
    ...changes,
  };
  return { store, tools, followers: new RulesFollowers(tools) };
}

describe('the followers of the rules', () => {
  it('apply the rules at the start, and after every change', async () => {
    const { store, tools, followers } = follow(oneModel);
    await followers.start();
    expect(tools.breakers.retain).toHaveBeenLastCalledWith(new Set(['openai/gpt-4o-mini']));
    const after = store.replace({ policy: parseSamplePolicy(otherModel) });
    await followers.settled();
    expect(tools.breakers.retain).toHaveBeenLastCalledWith(new Set(['openai/gpt-4o']));
    expect(tools.health.retain).toHaveBeenLastCalledWith(new Set(['openai/gpt-4o']));
    expect(tools.adapters.keepOnly).toHaveBeenLastCalledWith(after.catalog.providers);
    expect(tools.savePolicyBudgets).toHaveBeenLastCalledWith(after);
    expect(tools.startSandbox).not.toHaveBeenCalled();
  });

  it('keep the resources of a generation under older rules until it has ended', async () => {
    const { store, tools, followers } = follow(oneModel);
    await followers.start();
    const { rules: before, release } = store.take();
    const after = store.replace({ policy: parseSamplePolicy(otherModel) });
    await followers.settled();
    const both = [...after.catalog.providers, ...before.catalog.providers];
    expect(tools.adapters.keepOnly).toHaveBeenLastCalledWith(both);
    expect(tools.health.retain).toHaveBeenLastCalledWith(new Set(['openai/gpt-4o', 'openai/gpt-4o-mini']));
    release();
    await followers.settled();
    expect(tools.adapters.keepOnly).toHaveBeenLastCalledWith(after.catalog.providers);
  });

  it('start the sandbox once if a policy has one, and put its address into the rules', async () => {
    const { store, tools, followers } = follow(oneModel);
    await followers.start();
    store.replace({ policy: parseSamplePolicy(withSandbox) });
    await followers.settled();
    expect(store.current().catalog.find('sandbox/friendly')?.isConfigured).toBe(true);
    store.replace({});
    await followers.settled();
    expect(tools.startSandbox).toHaveBeenCalledOnce();
  });

  it('continue if one of them fails after a change, and name it', async () => {
    const error = new Error('away');
    let fails = false;
    const { store, tools, followers } = follow(oneModel, {
      adapters: { keepOnly: async () => (fails ? Promise.reject(error) : undefined) },
    });
    await followers.start();
    fails = true;
    const after = store.replace({});
    await followers.settled();
    expect(tools.onError).toHaveBeenCalledExactlyOnceWith(error, 'the adapters');
    expect(tools.savePolicyBudgets).toHaveBeenLastCalledWith(after);
  });

  it('fail the start if one of them fails', async () => {
    const savePolicyBudgets = () => Promise.reject(new Error('The database is away.'));
    await expect(follow(oneModel, { savePolicyBudgets }).followers.start()).rejects.toThrow('The database is away.');
  });
});
