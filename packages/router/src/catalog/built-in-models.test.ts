import { expect, test } from 'vitest';
import { builtInModels } from './built-in-models.ts';

test('finds a model by its name here, and by its name at the vendor', () => {
  const known = builtInModels();
  expect(known.find('anthropic', 'claude-3-opus')?.upstreamName).toBe('claude-3-opus-20240229');
  expect(known.findUpstream('anthropic', 'claude-3-opus-20240229')?.id).toBe('anthropic/claude-3-opus');
  expect(known.findUpstream('openai', 'gpt-4')?.id).toBe('openai/gpt-4');
  expect(known.find('openai', 'claude-3-opus')).toBeUndefined();
});
