import type { RequestSettings } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseLabel, parseNumber } from '../../generation/input/parse-limits.ts';
import type { GenerateInput } from './generate-input.ts';

type Input = typeof GenerateInput.$inferInput;

/** The most characters of a provider's own term, and the most tokens with a bias. */
const longestWord = 80;
const mostBiases = 2_048;

/** The fields that are settings. A plain request has none of them. */
const fields = [
  ...(['reasoning', 'parallelToolCalls', 'topK', 'frequencyPenalty', 'presencePenalty'] as const),
  ...(['logitBias', 'serviceTier', 'verbosity'] as const),
] as const;

/** The settings that only some models support; undefined for none. Throws an `InputError` that names the field. */
export function parseSettings(input: Input): RequestSettings | undefined {
  if (fields.every((field) => input[field] == null)) return undefined;
  const { reasoning, parallelToolCalls, logitBias } = input;
  const topK = parseNumber(input.topK, 1, Number.MAX_SAFE_INTEGER, 'input.topK');
  const frequencyPenalty = parseNumber(input.frequencyPenalty, -2, 2, 'input.frequencyPenalty');
  const presencePenalty = parseNumber(input.presencePenalty, -2, 2, 'input.presencePenalty');
  const serviceTier = parseLabel(input.serviceTier ?? null, longestWord, 'input.serviceTier');
  const verbosity = parseLabel(input.verbosity ?? null, longestWord, 'input.verbosity');
  return {
    ...(reasoning != null && { reasoning: parseReasoning(reasoning) }),
    ...(parallelToolCalls != null && { parallelToolCalls }),
    ...(topK !== null && { topK }),
    ...(frequencyPenalty !== null && { frequencyPenalty }),
    ...(presencePenalty !== null && { presencePenalty }),
    ...(logitBias != null && { logitBias: parseLogitBias(logitBias) }),
    ...(serviceTier !== null && { serviceTier }),
    ...(verbosity !== null && { verbosity }),
  };
}

function parseReasoning({ effort, budgetTokens, summary }: NonNullable<Input['reasoning']>) {
  const budget = parseNumber(budgetTokens, 0, Number.MAX_SAFE_INTEGER, 'input.reasoning.budgetTokens');
  return {
    ...(effort != null && { effort }),
    ...(budget !== null && { budgetTokens: budget }),
    ...(summary != null && { summary }),
  };
}

function parseLogitBias(value: unknown): Readonly<Record<string, number>> {
  const path = 'input.logitBias';
  if (!isObject(value)) throw new InputError(path, 'must be an object: { "50256": -100 }');
  const biases = Object.entries(value);
  if (biases.length > mostBiases) {
    throw new InputError(path, `may have at most ${mostBiases} tokens, not ${biases.length}`);
  }
  for (const [token, bias] of biases) {
    if (typeof bias !== 'number' || bias < -100 || bias > 100) {
      throw new InputError(`${path}.${token.slice(0, 80)}`, 'must be a number from -100 to 100');
    }
  }
  return value as Readonly<Record<string, number>>;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
