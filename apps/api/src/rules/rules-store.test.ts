import { describe, expect, it, vi } from 'vitest';
import { parseSamplePolicy, sampleSources } from '../testing/sample-rules.ts';
import type { RulesSources } from './rules.ts';
import { RulesStore } from './rules-store.ts';

const oneModel = 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }';
const otherModel = 'models: { openai: { gpt-4o: { quality: 0.8 } } }';

function storeOf(yaml: string, changes: Partial<RulesSources> = {}, nowMs = () => Date.UTC(2026, 0, 1)) {
  const onProblem = vi.fn();
  return { store: new RulesStore({ sources: sampleSources(yaml, changes), nowMs, onProblem }), onProblem };
}

describe('the store of rules', () => {
  it('returns the same value until it is replaced, then calls its subscribers', () => {
    const { store } = storeOf(oneModel);
    const before = store.current();
    expect(store.current()).toBe(before);
    const listener = vi.fn();
    const unsubscribe = store.subscribe(listener);

    const after = store.replace({ policy: parseSamplePolicy(otherModel) });
    expect(store.current()).toBe(after);
    expect(after.catalog.models.map(({ id }) => id)).toEqual(['openai/gpt-4o']);
    expect(before.catalog.models.map(({ id }) => id)).toEqual(['openai/gpt-4o-mini']);
    expect(listener).toHaveBeenCalledExactlyOnceWith(after);
    unsubscribe();
    store.replace({});
    expect(listener).toHaveBeenCalledOnce();
  });

  it('counts only the revisions of the policy', () => {
    const { store } = storeOf(oneModel);
    expect(store.current().revision).toBe(1);
    expect(store.replace({ environment: { OPENAI_API_KEY: 'x' } }).revision).toBe(1);
    expect(store.replace({ policy: parseSamplePolicy(otherModel) }).revision).toBe(2);
    expect(store.replace({ policy: parseSamplePolicy(oneModel) }, 7).revision).toBe(7);
  });

  it('keeps the rules in force if others cannot be built', () => {
    const { store } = storeOf(oneModel);
    const before = store.current();
    const broken = { ...sampleSources(oneModel), overrides: null } as unknown as Partial<RulesSources>;
    expect(() => store.replace(broken)).toThrow();
    expect(store.current()).toBe(before);
    expect(store.replace({}).catalog.models).toHaveLength(1);
  });

  it('replaces the rules once a price has changed, in the same revision', () => {
    let nowMs = Date.UTC(2026, 0, 1, 12);
    // The price list has lower prices for DeepSeek at night.
    const { store } = storeOf('models: { deepseek: { deepseek-chat: {} } }', {}, () => nowMs);
    const before = store.current();
    const until = before.catalog.pricesValidUntilMs;
    if (until === null) throw new Error('The price of this model does not change any more: name another.');
    nowMs = until - 1;
    expect(store.current()).toBe(before);
    nowMs = until;
    expect(store.current()).not.toBe(before);
    expect(store.current().revision).toBe(before.revision);
  });

  it('keeps the rules of a generation in use until they are released, and reports the last release', () => {
    const { store } = storeOf(oneModel);
    const [first, second] = [store.take(), store.take()];
    const after = store.replace({ policy: parseSamplePolicy(otherModel) });
    expect(store.inUse()).toEqual([after, first.rules]);
    const listener = vi.fn();
    store.subscribe(listener);

    first.release();
    first.release();
    expect(store.inUse()).toEqual([after, second.rules]);
    expect(listener).not.toHaveBeenCalled();
    second.release();
    expect(store.inUse()).toEqual([after]);
    expect(listener).toHaveBeenCalledExactlyOnceWith(after);
  });

  it('reports each unusable stored model once', () => {
    const overrides = [
      { id: 'openai/gpt-4o-mini', settings: { quality: 0.9 }, isActive: true },
      { id: 'openai/other', settings: { quality: 7 }, isActive: true },
    ];
    const { store, onProblem } = storeOf(oneModel, { overrides });
    expect(store.current().catalog.find('openai/gpt-4o-mini')?.quality.score).toBe(0.9);
    store.replace({});
    expect(onProblem).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('openai/other'));
  });
});
