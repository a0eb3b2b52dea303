import { describe, expect, test } from 'vitest';
import { parseModelSettings } from './parse-model-settings.ts';

const hasProvider = (id: string) => id === 'openai' || id === 'azure';

describe('parseModelSettings', () => {
  test.each([{}, null, { tags: ['a'], price: { input_per_mtok: 1, output_per_mtok: 2 } }])('takes %j', (settings) => {
    expect(parseModelSettings('openai/gpt-4', settings, hasProvider)).toMatchObject({
      ok: true,
      model: { id: 'openai/gpt-4' },
    });
  });

  test.each([
    ['gpt-4', {}, '', /is not a model id/],
    ['unknown/gpt-4', {}, '', /no provider 'unknown'/],
    ['openai/gpt-4', [], '', /Must be a mapping/],
    ['openai/gpt-4', { active: 'yes' }, 'active', /active: Must be true or false/],
    ['openai/gpt-4', { capabilities: ['vison'] }, 'capabilities.0', /no capability 'vison'/],
    ['openai/gpt-4', { endpoint: 'http://a.test' }, 'endpoint', /belongs to the provider/],
    ['openai/gpt-4', { deployments: [{ provider: 'unknown' }] }, 'deployments.0.provider', /no provider 'unknown'/],
  ])('%s with %j is refused', (id, settings, path, message) => {
    const parsed = parseModelSettings(id, settings, hasProvider);
    if (parsed.ok) throw new Error('It was taken.');
    expect(parsed.issues).toHaveLength(1);
    expect(parsed.issues[0]?.path).toBe(path);
    expect(parsed.issues[0]?.message).toMatch(message);
  });

  test('reports every problem at once, with suggestions', () => {
    const parsed = parseModelSettings('unknown/x', { contxt_window: 1, quality: 2 }, hasProvider);
    if (parsed.ok) throw new Error('It was taken.');
    expect(parsed.issues).toHaveLength(3);
    expect(parsed.issues.map(({ suggestion }) => suggestion)).toContain('context_window');
  });
});
