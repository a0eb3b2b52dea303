import type { ModelRequest } from '../contract/request.ts';
import {
  budgetOfEffort,
  effortOfBudget,
  nearestEffort,
  type ReasoningEffort,
  type ReasoningSettings,
} from '../contract/settings.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';
import { convertSetting, type WriteContext } from '../messages/write-context.ts';

/** The thinking of a call: `thinking`, and the effort for `output_config`. Null: the member is omitted. */
export type Thinking = { thinking: JsonObject | null; effort: ReasoningEffort | null };

/** The API's minimum budget, and the minimum tokens that remain for the answer. */
const leastBudget = 1_024;
const leastAnswer = 1_024;

const noThinking: Thinking = Object.freeze({ thinking: null, effort: null });

/**
 * Claude 4.6 and later choose their own budget by an effort; 4.7 and later accept only that. Models before 3.7 do not
 * think.
 */
type Control = 'none' | 'budget' | 'both' | 'adaptive';

const effortsOfClaude: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'max'];

/**
 * Writes how much to think. `maxTokens`: the limit of thinking and answer together. `turns`: the written conversation.
 * If another member of the request excludes thinking, it is left out with a warning.
 */
export function toThinking(
  request: ModelRequest,
  { maxTokens, turns }: { maxTokens: number; turns: readonly JsonObject[] },
  context: WriteContext,
): Thinking {
  const reasoning = request.settings?.reasoning;
  if (reasoning === undefined) return noThinking;
  const control = controlOf(request);
  const { effort, budgetTokens } = reasoning;
  const { thinking } = reasoning;
  if (request.writtenIn === 'anthropic' && (thinking === undefined || takesAsWritten(thinking, request, maxTokens))) {
    const obstacle = isSwitchedOn(thinking)
      ? obstacleOf(request, turns, thinking?.type === 'adaptive' ? 'adaptive' : control)
      : null;
    if (obstacle !== null) return leaveOut(context, obstacle);
    return { thinking: thinking ?? null, effort: effort === 'none' ? null : (effort ?? null) };
  }
  if (thinking === undefined && effort === undefined && budgetTokens === undefined) return noThinking;
  if (budgetTokens === 0 || (budgetTokens === undefined && effort === 'none')) {
    return control === 'none' ? noThinking : { thinking: { type: 'disabled' }, effort: null };
  }
  const obstacle = control === 'none' ? 'the model cannot reason' : obstacleOf(request, turns, control);
  if (obstacle !== null) return leaveOut(context, obstacle);
  const isAdaptive = control === 'adaptive' || (control === 'both' && budgetTokens === undefined);
  return isAdaptive ? toAdaptive(reasoning, request, context) : toBudget(reasoning, maxTokens, context);
}

function isSwitchedOn(thinking: JsonObject | undefined): boolean {
  return thinking !== undefined && thinking.type !== 'disabled';
}

/**
 * Whether a model accepts the member `thinking` in this form. If the model's name does not show it, the caller decides.
 */
function takesAsWritten(
  { type, budget_tokens: budget }: JsonObject,
  request: ModelRequest,
  maxTokens: number,
): boolean {
  const isKnown = versionOf(request.model) !== null || request.traits.efforts !== undefined;
  const control = controlOf(request);
  switch (type) {
    case 'disabled':
      return control !== 'none';
    case 'adaptive':
      return !isKnown || control === 'adaptive' || control === 'both';
    case 'enabled':
      return (control === 'budget' || control === 'both') && typeof budget === 'number' && budget < maxTokens;
    default:
      return control !== 'none';
  }
}

function leaveOut(context: WriteContext, because: string): Thinking {
  const message = `${context.providerId} was called without reasoning: ${because}.`;
  context.warnings.push({ path: 'reasoning', action: 'dropped', message });
  return noThinking;
}

function controlOf({ model, traits }: ModelRequest): Control {
  const number = versionOf(model);
  if (number === null) return traits.efforts === undefined ? 'budget' : 'adaptive';
  if (number < 3.07) return 'none';
  if (number < 4.06) return 'budget';
  return number < 4.07 ? 'both' : 'adaptive';
}

/** 4.06 for Claude 4.6. Null for another model. */
function versionOf(model: string): number | null {
  const version = /claude-(?:[a-z]+-)?(\d+)(?:[-.](\d{1,2})(?!\d))?/.exec(model);
  return version === null ? null : Number(version[1]) + Number(version[2] ?? 0) / 100;
}

/** The member that excludes thinking. Null for none. */
function obstacleOf(request: ModelRequest, turns: readonly JsonObject[], control: Control): string | null {
  const { toolChoice, tools, prefill } = request;
  if (prefill !== null) return 'the request ends with a text to continue';
  const forces =
    toolChoice?.type === 'required' ||
    toolChoice?.type === 'tool' ||
    (toolChoice?.type === 'allowed' && toolChoice.mode === 'required');
  if (forces && tools.length > 0) return 'the request requires a tool call';
  return control !== 'adaptive' && hasUnthoughtCall(turns) ? 'the answered tool call came without reasoning' : null;
}

/** With a budget, a turn that continues after tool results must begin with thinking. */
function hasUnthoughtCall(turns: readonly JsonObject[]): boolean {
  const results = readList(turns.at(-1)?.content).some((block) => readObject(block)?.type === 'tool_result');
  if (!results) return false;
  const first = readObject(readList(turns.at(-2)?.content)[0])?.type;
  return first !== 'thinking' && first !== 'redacted_thinking';
}

function toAdaptive(
  { effort, budgetTokens, summary }: ReasoningSettings,
  { traits }: ModelRequest,
  context: WriteContext,
): Thinking {
  const wanted = effort ?? effortOfBudget(budgetTokens ?? 0);
  const sent = nearestEffort(wanted, traits.efforts ?? effortsOfClaude) ?? wanted;
  if (budgetTokens !== undefined) convertSetting(context, 'reasoning.budgetTokens', `the effort '${sent}'`);
  else if (sent !== wanted) {
    const message = `${context.providerId} does not support the effort '${wanted}'; '${sent}' was sent.`;
    context.warnings.push({ path: 'reasoning.effort', action: 'clamped', message });
  }
  const display = summary === undefined ? {} : { display: summary ? 'summarized' : 'omitted' };
  return { thinking: { type: 'adaptive', ...display }, effort: sent };
}

function toBudget({ effort, budgetTokens }: ReasoningSettings, maxTokens: number, context: WriteContext): Thinking {
  const most = maxTokens - leastAnswer;
  if (most < leastBudget) return leaveOut(context, `an answer of ${maxTokens} tokens has no room for reasoning`);
  const wanted = budgetTokens ?? budgetOfEffort(effort ?? 'medium');
  const budget_tokens = Math.min(most, Math.max(leastBudget, wanted));
  if (budgetTokens === undefined) convertSetting(context, 'reasoning.effort', `a budget of ${budget_tokens} tokens`);
  else if (budget_tokens !== wanted) {
    const message = `${context.providerId} accepts a budget from ${leastBudget} to ${most} tokens here; ${budget_tokens} was sent.`;
    context.warnings.push({ path: 'reasoning.budgetTokens', action: 'clamped', message });
  }
  return { thinking: { type: 'enabled', budget_tokens }, effort: null };
}
