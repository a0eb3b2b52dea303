import type { ModelRequest } from '../contract/request.ts';
import { budgetOfEffort, nearestEffort, type ReasoningEffort } from '../contract/settings.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { convertSetting, dropSetting, type WriteContext } from '../messages/write-context.ts';

/** Gemini has levels from the third generation on, and budgets in the second. Earlier models do not think. */
type Control = 'level' | 'budget' | 'none';

const levels: readonly ReasoningEffort[] = ['minimal', 'low', 'medium', 'high'];

/**
 * How much Gemini thinks, and whether it shows its thinking. Null for its default. Google shows thinking only on
 * request, and models without thinking refuse the request.
 */
export function toThinkingConfig(
  { model, traits, settings }: Pick<ModelRequest, 'model' | 'traits' | 'settings'>,
  context: WriteContext,
): JsonObject | null {
  const reasoning = settings?.reasoning;
  if (reasoning === undefined) return traits.thinksFirst ? { includeThoughts: true } : null;
  const control = controlOf(model);
  if (control === 'none') {
    dropSetting(context, 'reasoning');
    return null;
  }
  const { effort, budgetTokens, summary } = reasoning;
  const amount =
    budgetTokens !== undefined
      ? { thinkingBudget: budgetTokens }
      : effort === undefined
        ? {}
        : toAmount(effort, model, control, context);
  const isOff = 'thinkingBudget' in amount && amount.thinkingBudget === 0;
  return { ...amount, ...(!isOff && { includeThoughts: summary ?? true }) };
}

function controlOf(model: string): Control {
  const version = /gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1];
  if (version === undefined || Number(version) >= 3) return 'level';
  return Number(version) >= 2.5 ? 'budget' : 'none';
}

function toAmount(effort: ReasoningEffort, model: string, control: 'level' | 'budget', context: WriteContext) {
  if (control === 'level') {
    const level = nearestEffort(effort, levels) ?? 'low';
    if (level !== effort) clamped(context, effort, level);
    return { thinkingLevel: level };
  }
  // Gemini 2.5 Pro always thinks, with at least 128 tokens. The other models end at 24,576.
  const [least, most] = model.includes('pro') ? [128, 32_768] : [0, 24_576];
  const thinkingBudget = Math.min(most, Math.max(least, budgetOfEffort(effort)));
  if (effort === 'none' && least > 0) clamped(context, effort, `${least} tokens`);
  else if (effort !== 'none') convertSetting(context, 'reasoning.effort', `a budget of ${thinkingBudget} tokens`);
  return { thinkingBudget };
}

function clamped(context: WriteContext, effort: string, sent: string): void {
  const message = `${context.providerId} does not support the effort '${effort}'; ${sent} was sent.`;
  context.warnings.push({ path: 'reasoning.effort', action: 'clamped', message });
}
