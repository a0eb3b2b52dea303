import type { Message } from '@penstock/providers';
import { allowsModel, type ChatCall, countInputTokens, type Model } from '@penstock/router';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import type { ParsedResponses } from './parse-responses.ts';

type Tools = Pick<EndpointTools, 'catalog' | 'chains'>;

/** The most tokens that are kept free for an answer without a limit. At most a quarter of the window is kept free. */
const usualAnswer = 4_096;

/**
 * Drops the oldest messages until the prompt fits the largest usable context window, as `truncation: auto` requires.
 * Instructions stay, and no tool result stays without its call. If nothing helps, nothing changes.
 */
export function truncateInput(parsed: ParsedResponses, tools: Tools): ParsedResponses {
  const { request, echo } = parsed;
  const { call } = request;
  const model = widestModel(request, tools);
  if (model === null) return parsed;
  const room = model.contextWindow - answerTokens(call, model);
  const fits = (messages: readonly Message[]): boolean => countInputTokens({ ...call, messages }, model) <= room;
  if (fits(call.messages)) return parsed;
  const said = call.messages.filter(({ role }) => role !== 'system');
  const starts = startsOf(said);
  const suffix = (from: number): readonly Message[] => withoutOldest(call.messages, from);
  // Finds the longest rest that fits by bisection; each rest is shorter than the one before it.
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(suffix(starts[middle] ?? 0))) high = middle;
    else low = middle + 1;
  }
  const start = starts[low];
  if (start === undefined) return parsed;
  const message = `The oldest ${start} messages of the input were left out: the rest fits the window of ${model.contextWindow} tokens.`;
  return {
    ...parsed,
    request: { ...request, call: { ...call, messages: suffix(start) } },
    echo: { ...echo, warnings: [...echo.warnings, { code: 'DROPPED', path: 'truncation', message }] },
  };
}

/** The places after the first where a conversation may begin; with a message of the user if possible. */
function startsOf(said: readonly Message[]): readonly number[] {
  const places = said.flatMap(({ role }, index) => (index > 0 && role === 'user' ? [index] : []));
  if (places.length > 0) return places;
  return said.flatMap(({ role }, index) => (index > 0 && role !== 'tool' ? [index] : []));
}

function withoutOldest(messages: readonly Message[], count: number): readonly Message[] {
  let left = count;
  return messages.filter(({ role }) => role === 'system' || left-- <= 0);
}

function answerTokens({ maxOutputTokens }: ChatCall, { contextWindow, maxOutputTokens: most }: Model): number {
  return Math.min(maxOutputTokens ?? Math.min(usualAnswer, Math.floor(contextWindow / 4)), most);
}

/** The usable model with the largest context window; null for none. */
function widestModel({ routing, caller }: GenerationRequest<ChatCall>, { catalog, chains }: Tools): Model | null {
  const named = routing.model === null ? undefined : catalog().resolve(routing.model);
  if (named !== undefined && named !== null) return named;
  const chain = routing.chain === null ? undefined : chains().find(({ name }) => name === routing.chain);
  const usable = catalog().models.filter(
    ({ id, isActive, isConfigured, capabilities }) =>
      isActive && isConfigured && capabilities.has('text') && allowsModel(caller.grant.models, id),
  );
  const models = chain === undefined ? usable : usable.filter(({ id }) => chain.modelIds.includes(id));
  return models.reduce<Model | null>((widest, model) => {
    return widest === null || model.contextWindow > widest.contextWindow ? model : widest;
  }, null);
}
