import { expect, it } from 'vitest';
import type { ReasoningSettings } from '../contract/settings.ts';
import type { WriteContext } from '../messages/write-context.ts';
import { modelRequest } from '../testing/model-request.ts';
import { toThinkingConfig } from './to-thinking-config.ts';

function configOf(model: string, reasoning: ReasoningSettings) {
  const context: WriteContext = { providerId: 'gemini', dialect: 'google', warnings: [] };
  const config = toThinkingConfig(modelRequest({ model, settings: { reasoning } }), context);
  return [config, context.warnings.map(({ path, action }) => `${path} ${action}`)];
}

const shown = { includeThoughts: true };

it.each<[string, ReasoningSettings, object | null, string[]]>([
  ['gemini-3-pro', { effort: 'low' }, { thinkingLevel: 'low', ...shown }, []],
  ['gemini-3-pro', { effort: 'max' }, { thinkingLevel: 'high', ...shown }, ['reasoning.effort clamped']],
  ['gemini-3.8-flash', { budgetTokens: 512 }, { thinkingBudget: 512, ...shown }, []],
  ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }, []],
  ['gemini-2.5-pro', { effort: 'none' }, { thinkingBudget: 128, ...shown }, ['reasoning.effort clamped']],
  ['gemini-2.5-flash', { effort: 'max' }, { thinkingBudget: 24_576, ...shown }, ['reasoning.effort converted']],
  ['gemini-2.0-flash', { effort: 'low' }, null, ['reasoning dropped']],
  ['my-own', { summary: false }, { includeThoughts: false }, []],
])('%s with %j', (model, reasoning, config, warnings) => {
  expect(configOf(model, reasoning)).toEqual([config, warnings]);
});
