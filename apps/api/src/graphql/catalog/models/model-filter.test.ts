import { describe, expect, test } from 'vitest';
import { FakeHealth } from '../../../testing/fake-services.ts';
import { sampleCatalog } from '../../../testing/sample-catalog.ts';
import { filterModels, type ModelFilter } from './model-filter.ts';

type Filter = typeof ModelFilter.$inferInput;

function names(filter: Filter | null, health = new FakeHealth()): string[] {
  return filterModels(sampleCatalog(), health, filter).map(({ name }) => name);
}

describe('a filter of models', () => {
  test.each<[string, Filter | null, string[]]>([
    ['nothing', null, ['gpt-4o-mini', 'claude-sonnet', 'llama3']],
    ['a capability', { capability: 'vision' }, ['claude-sonnet']],
    ['several capabilities', { capability: 'code', capabilities: ['vision', 'reasoning'] }, ['claude-sonnet']],
    ['a provider', { provider: 'ollama' }, ['llama3']],
    ['a tag', { tag: 'cheap' }, ['gpt-4o-mini']],
    ['local', { local: true }, ['llama3']],
    ['not local', { local: false }, ['gpt-4o-mini', 'claude-sonnet']],
    ['available now', { available: true }, ['gpt-4o-mini', 'llama3']],
    ['a price, which excludes unpriced models', { maxInputPricePerMTok: 1 }, ['gpt-4o-mini', 'claude-sonnet']],
    ['a window', { minContextWindow: 150_000 }, ['claude-sonnet']],
    ['words of a name', { search: 'GPT mini' }, ['gpt-4o-mini']],
    ['words of a use case', { search: 'private' }, ['llama3']],
    ['several conditions', { provider: 'openai', tag: 'cheap', search: 'zebra' }, []],
  ])('by %s', (_name, filter, kept) => {
    expect(names(filter)).toEqual(kept);
  });

  test('excludes a model that is down or whose breaker is open', () => {
    const health = new FakeHealth();
    health.set('openai/gpt-4o-mini', { status: 'UNAVAILABLE' });
    health.set('ollama/llama3', { breaker: 'OPEN' });

    expect(names({ available: true }, health)).toEqual([]);
  });

  test('reports a capability that does not exist', () => {
    expect(() => names({ capabilities: ['code', 'visoin'] })).toThrow(
      /filter\.capabilities\.1 has 'visoin', which is not a known capability/,
    );
  });
});
