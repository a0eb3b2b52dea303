import type { Message } from '@penstock/providers';
import { allowsModel, type ChatCall, countInputTokens, type Model } from '@penstock/router';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import type { ParsedResponses } from './parse-responses.ts';

type Tools = Pick<EndpointTools, 'catalog' | 'chains'>;

/** Room for the answer where the request names no limit: a quarter of the window, and at most so many tokens. */
const usualAnswer = 4_096;

/**
 * Leaves out the oldest messages until the prompt fits the largest window that may serve, as `truncation: auto` means.
 * Instructions stay, and a result of a tool never stands without its call. Nothing changes where nothing helps.
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
  // The longest rest that fits: each is shorter than the one before it.
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

/** Places after the first at which a conversation may begin: with the user where that is possible. */
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

/** The model with the largest window of those that may serve; null where there is none. */
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
