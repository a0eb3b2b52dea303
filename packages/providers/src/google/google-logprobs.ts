import type { TokenLogprob } from '../contract/logprobs.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';

/** The log probabilities of a candidate in OpenAI's form, its member `logprobsResult`; empty for none. */
export function readLogprobs(result: JsonObject | null): readonly TokenLogprob[] {
  const others = readList(result?.topCandidates);
  return readList(result?.chosenCandidates).map((chosen, index) => ({
    ...toToken(chosen),
    top_logprobs: readList(readObject(others[index])?.candidates).map(toToken),
  }));
}

function toToken(value: unknown): TokenLogprob {
  const candidate = readObject(value);
  const token = readText(candidate?.token) ?? '';
  // JSON leaves out a zero: it is certain.
  return { token, logprob: candidate?.logProbability ?? 0, bytes: [...Buffer.from(token)] };
}
