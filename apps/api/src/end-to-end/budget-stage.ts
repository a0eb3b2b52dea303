import type { SeenRequest, Simulator } from '@penstock/simulator';

/** Prices of the stage's models, US dollars per million tokens. */
const inputUsdPerMTok = 10;
const outputUsdPerMTok = 100;

/** The longest answer, in tokens. A request for more tokens stops there. */
const outputTokens = 40;
export const prompt = 'Write 1000 tokens about the sea.';

/** A policy with an expensive model and, optionally, a model at a tenth of its price. */
export function budgetPolicy(simulator: Pick<Simulator, 'baseUrl'>, controls: string, hasCheap = false): string {
  const model = (name: string, factor: number) => `    ${name}: { context_window: 8192, max_output_tokens: 4096,
      capabilities: [function_calling], quality: ${Math.max(0.7, factor)},
      price: { input_per_mtok: ${inputUsdPerMTok * factor}, output_per_mtok: ${outputUsdPerMTok * factor} } }`;
  return `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, max_connections: 1024 }
models:
  sim:
${model('dear', 1)}
${hasCheap ? model('cheap', 0.1) : ''}
    vectors: { context_window: 8192, max_output_tokens: 1, capabilities: [embeddings], quality: 0.1,
      price: { input_per_mtok: ${inputUsdPerMTok}, output_per_mtok: 0 } }
routing_rules: { default_strategy: quality_optimized, chains: { ONE: [sim/dear] } }
cost_controls: ${controls}
`;
}

/** The upstream's bill for all its requests, US dollars. */
export function billedUsd(requests: readonly SeenRequest[]): number {
  return requests.reduce((sum, request) => sum + billOf(request), 0);
}

function billOf({ model, inputTokens, tokensSent }: SeenRequest): number {
  const factor = model === 'cheap' ? 0.1 : 1;
  return ((inputTokens * inputUsdPerMTok + tokensSent * outputUsdPerMTok) * factor) / 1_000_000;
}

/** The result of one `generate`. */
export type GenerateResult = { id: string; model: string; costUsd: string } | { code: string; message: string };

const mutation = 'mutation G($input: GenerateInput!) { generate(input: $input) { id model cost { totalUsd } } }';

/** Sends one `generate` over HTTP. */
export async function generate(
  { url, authorization }: { url: string; authorization: string },
  input: Record<string, unknown> = {},
): Promise<GenerateResult> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: mutation, variables: { input: { prompt, maxTokens: outputTokens, ...input } } }),
  });
  const { data, errors } = (await response.json()) as {
    data?: { generate: { id: string; model: string; cost: { totalUsd: string } } } | null;
    errors?: { message: string; extensions: { code: string } }[];
  };
  const [error] = errors ?? [];
  if (error !== undefined) return { code: error.extensions.code, message: error.message };
  if (data == null) throw new Error('The answer has neither data nor errors.');
  return { id: data.generate.id, model: data.generate.model, costUsd: data.generate.cost.totalUsd };
}

export function countByOutcome(result: readonly GenerateResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of result) {
    const key = 'code' in one ? one.code : one.model;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
