import { type ModelRequest, nearestEffort, type RequestSettings, type Warning } from '@penstock/providers';
import type { Deployment, Model } from '../catalog/model.ts';

/** The part of a request that is equal for every model. */
export type RequestTemplate = Omit<ModelRequest, 'model' | 'prefill' | 'traits' | 'extraBody'>;

/** A request for one model, and the warnings about adapted settings. */
export type BuiltRequest = { request: ModelRequest; warnings: readonly Warning[] };

const noWarnings: readonly Warning[] = Object.freeze([]);

/** The tokenizer that counts a prompt may not be the model's own. The remaining window is reduced by this share. */
const countingError = 0.1;
/** A smaller limit is not useful. The provider may refuse a prompt that leaves less of the window. Tokens. */
const shortestRoom = 256;

/**
 * Writes the request for one model: its upstream name, its traits, and the settings within its limits. `inputTokens`:
 * the counted tokens of the prompt. `mostOutputTokens`: the limit of the plan; null for the model's own limit.
 */
export function buildModelRequest(
  template: RequestTemplate,
  inputTokens: number,
  model: Model,
  deployment: Deployment,
  mostOutputTokens: number | null = null,
): BuiltRequest {
  const warnings: Warning[] = [];
  const maxOutputTokens = limitOutput(template.maxOutputTokens, mostOutputTokens, model, warnings);
  const settings = template.settings === undefined ? undefined : fitEffort(template.settings, model, warnings);
  const request: ModelRequest = {
    ...template,
    model: deployment.upstreamName,
    maxOutputTokens,
    prefill: null,
    ...(model.promptCache.ttlS === 3600 &&
      template.promptCache === undefined && { promptCache: { mode: 'auto', ttl: 'long' } as const }),
    traits: {
      thinksFirst: model.thinksFirst,
      ...(deployment.api !== undefined && { api: deployment.api }),
      sampling: model.takesSampling,
      fallbackMaxOutputTokens: Math.min(model.maxOutputTokens, roomFor(inputTokens, model.contextWindow)),
      contextWindow: model.contextWindow,
      inputTokens,
      ...(model.promptCache.minTokens !== null && { cacheMinTokens: model.promptCache.minTokens }),
      ...(model.efforts !== null && { efforts: model.efforts }),
    },
    ...(settings !== undefined && { settings }),
    ...(deployment.extraBody !== undefined && { extraBody: deployment.extraBody }),
  };
  return { request, warnings: warnings.length === 0 ? noWarnings : warnings };
}

function limitOutput(
  wanted: number | null,
  allowed: number | null,
  { id, maxOutputTokens }: Model,
  warnings: Warning[],
): number | null {
  const most = Math.min(maxOutputTokens, allowed ?? maxOutputTokens);
  if (wanted === null) return allowed === null ? null : most;
  if (wanted <= most) return wanted;
  const message = `${id} may write at most ${most} tokens; this limit was sent instead of ${wanted}.`;
  warnings.push({ path: 'maxOutputTokens', action: 'clamped', message });
  return most;
}

/** An effort that the model lacks becomes the nearest one. A model without efforts gets no request to reason. */
function fitEffort(settings: RequestSettings, { id, efforts }: Model, warnings: Warning[]): RequestSettings {
  const { reasoning, ...others } = settings;
  if (reasoning === undefined || efforts === null) return settings;
  if (efforts.length === 0) {
    const isOff = reasoning.effort === 'none';
    if (!isOff)
      warnings.push({
        path: 'reasoning',
        action: 'dropped',
        message: `${id} has no reasoning that a request can control; the setting was left out.`,
      });
    return others;
  }
  const { effort, asWritten: _, ...rest } = reasoning;
  const nearest = effort === undefined ? null : nearestEffort(effort, efforts);
  if (nearest === null || nearest === effort) return settings;
  const message = `${id} does not support the effort '${effort}'; '${nearest}' was sent.`;
  warnings.push({ path: 'reasoning.effort', action: 'clamped', message });
  return { ...others, reasoning: { ...rest, effort: nearest } };
}

/** Dialects with a required limit refuse a prompt and a limit that together exceed the window. */
function roomFor(inputTokens: number, contextWindow: number): number {
  return Math.max(shortestRoom, contextWindow - inputTokens - Math.ceil(inputTokens * countingError));
}
