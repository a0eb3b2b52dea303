import type { AssistantPart, Logprobs, TextPart } from '@penstock/providers';
import type { Generation, SettledAttempt } from '../../generation/generation.ts';
import type { ServedWarning } from '../../generation/served-warnings.ts';
import { annotationsOf } from './annotations-of.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The members beside the choices that providers send and clients read. */
const answerMembers = ['service_tier', 'system_fingerprint', 'citations', 'search_results'] as const;

/** The members of an answer that are passed on from its provider unchanged. */
export function servedMembers({ providerMetadata: given }: Pick<Generation, 'providerMetadata'>): JsonObject {
  return Object.fromEntries(answerMembers.flatMap((name) => (given?.[name] == null ? [] : [[name, given[name]]])));
}

/**
 * The sources that the text cites, as OpenAI's search models send them; empty for none. Addresses that a response or
 * Claude cites get the same form.
 */
export function servedAnnotations({
  providerMetadata,
  parts,
}: Pick<Generation, 'providerMetadata' | 'parts'>): readonly unknown[] {
  const annotations = providerMetadata?.annotations;
  return Array.isArray(annotations) ? annotations : citedIn(parts);
}

/** Indices count from the beginning of the whole text. */
function citedIn(parts: readonly AssistantPart[]): readonly object[] {
  let start = 0;
  return parts.flatMap((part) => {
    if (part.type !== 'text' || part.isRefusal === true) return [];
    const from = start;
    start += part.text.length;
    return sourcesOf(part).flatMap((source) => toUrlCitation(source, from, start) ?? []);
  });
}

function sourcesOf({ state }: TextPart): readonly JsonObject[] {
  const sources = state?.dialect === 'anthropic' ? state.value.citations : annotationsOf(state);
  return Array.isArray(sources) ? sources : [];
}

/** A source without its own indices, as Claude's, is cited by the whole part. Null for a source without an address. */
function toUrlCitation(source: JsonObject, from: number, to: number): object | null {
  const { url, title, start_index: start, end_index: end } = source;
  if (typeof url !== 'string') return null;
  const range =
    typeof start === 'number' && typeof end === 'number'
      ? { start_index: from + start, end_index: from + end }
      : { start_index: from, end_index: to };
  return { type: 'url_citation', url_citation: { ...range, url, ...(typeof title === 'string' && { title }) } };
}

/**
 * The log probabilities of an answer; null for none. Null also if several attempts wrote the answer, because those of
 * its beginning would be missing.
 */
export function servedLogprobs({ attempts }: Pick<Generation, 'attempts'>): Logprobs | null {
  const isCut = attempts.some(({ outcome, firstTokenMs }) => outcome === 'failed' && firstTokenMs !== null);
  return isCut ? null : (servedOf(attempts)?.logprobs ?? null);
}

/** The warnings of an answer, with one for log probabilities that were requested and are missing. */
export function withLogprobsWarning(generation: Generation): readonly ServedWarning[] {
  const { warnings, request, status } = generation;
  const { call } = request;
  const isAsked = call.type === 'chat' && call.settings?.logprobs !== undefined && status !== 'RUNNING';
  if (!isAsked || servedLogprobs(generation) !== null || warnings.some(({ path }) => path === 'logprobs'))
    return warnings;
  const message = "The provider sent no 'logprobs' with this answer.";
  return [...warnings, { path: 'logprobs', action: 'dropped', message }];
}

function servedOf(attempts: readonly SettledAttempt[]): SettledAttempt | undefined {
  return attempts.findLast(({ outcome }) => outcome === 'succeeded');
}
