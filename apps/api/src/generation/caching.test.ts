import { describe, expect, it } from 'vitest';
import { plainRequest, type RequestChanges } from '../testing/plain-request.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { cacheKeyOf, cacheModeOf } from './caching.ts';

const rules = sampleRules(`models: { openai: { gpt-4o-mini: { quality: 0.7 } } }
features: { cache: { task_types: [classification, faq] } }`);

const keyOf = (changes: RequestChanges, text = 'Hello') => cacheKeyOf(plainRequest(text, changes), rules);

describe('the cache key', () => {
  it('is the same for the same call of all callers, with any remaining budget', () => {
    const others: RequestChanges[] = [
      { apiKeyId: 'k', tags: ['a'], endUser: 'u', session: 's', metadata: { run: 1 } },
      { budgetRemainingUsd: 0.5, isDetached: true, mayKeepContent: false, cache: 'read' },
      { mayRestart: false, grant: { models: null, strategies: null, tags: ['of the key'] } },
    ];
    for (const changes of others) expect(keyOf(changes)).toEqual(keyOf({}));
  });

  const changes: RequestChanges[] = [
    { model: 'openai/gpt-4o-mini' },
    { chain: 'A' },
    { strategy: 'BALANCED' },
    { taskType: 'faq' },
    { costLimitUsd: 1 },
    { fallbackModels: ['a/b'] },
    { temperature: 0 },
    { maxOutputTokens: 5 },
    { seed: 1 },
    { stop: ['x'] },
    { responseFormat: { type: 'json' } },
    { tools: [{ name: 'look', description: null, parameters: {} }] },
    { settings: { user: 'u' } },
    { providerOptions: { openai: { a: 1 } } },
    { grant: { models: ['openai/*'], strategies: null, tags: [] } },
  ];
  it.each(changes)('differs with %j', (change) => {
    expect(keyOf(change).digest).not.toBe(keyOf({}).digest);
  });

  it('differs for another prompt, another revision of the policy, and another workspace', () => {
    expect(keyOf({}, 'Hello!').digest).not.toBe(keyOf({}).digest);
    expect(cacheKeyOf(plainRequest('Hello'), { ...rules, revision: 2 }).digest).not.toBe(keyOf({}).digest);
    expect(keyOf({ workspaceId: 'team-b' })).toEqual({ ...keyOf({}), workspaceId: 'team-b' });
  });

  it('differs for JSON that is sent piece by piece', () => {
    const responseFormat = { type: 'json' } as const;
    expect(keyOf({ responseFormat, mayRestart: false })).not.toEqual(keyOf({ responseFormat }));
  });
});

describe('the use of the cache', () => {
  it.each([
    ['off if neither the call nor the policy requests it', {}, 'off'],
    ['as the call says', { cache: 'read' }, 'read'],
    ['as the policy says for the task type', { taskType: 'classification' }, 'read-write'],
    ['as the policy says for a synonym of the task type', { taskType: 'Classify' }, 'read-write'],
    ['as the policy says for a task type of its own', { taskType: 'faq' }, 'read-write'],
    ['off for another task type', { taskType: 'translation' }, 'off'],
    ['off if the call says so', { taskType: 'classification', cache: 'off' }, 'off'],
  ] as const)('is %s', (_, changes, mode) => {
    expect(cacheModeOf(plainRequest('Hello', changes), rules)).toBe(mode);
  });

  it('is off for an embedding', () => {
    const request = plainRequest('Hello', { cache: 'read-write' });
    expect(
      cacheModeOf({ ...request, call: { type: 'embedding', texts: ['a'], dimensions: null } as never }, rules),
    ).toBe('off');
  });
});
