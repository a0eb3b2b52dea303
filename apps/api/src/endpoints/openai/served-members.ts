import type { Logprobs } from '@penstock/providers';
import type { Generation, SettledAttempt } from '../../generation/generation.ts';
import type { ServedWarning } from '../../generation/served-warnings.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The members beside the choices that providers send and clients read. */
const answerMembers = ['service_tier', 'system_fingerprint', 'citations', 'search_results'] as const;

/** The members of an answer that are passed on from its provider unchanged. */
export function servedMembers({ providerMetadata: given }: Pick<Generation, 'providerMetadata'>): JsonObject {
  return Object.fromEntries(answerMembers.flatMap((name) => (given?.[name] == null ? [] : [[name, given[name]]])));
}

/** The sources that the text cites, as OpenAI's search models send them; empty for none. */
export function servedAnnotations({ providerMetadata }: Pick<Generation, 'providerMetadata'>): readonly unknown[] {
  const annotations = providerMetadata?.annotations;
  return Array.isArray(annotations) ? annotations : [];
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
  const message = "'logprobs' did not come with this answer.";
  return [...warnings, { path: 'logprobs', action: 'dropped', message }];
}

function servedOf(attempts: readonly SettledAttempt[]): SettledAttempt | undefined {
  return attempts.findLast(({ outcome }) => outcome === 'succeeded');
}
