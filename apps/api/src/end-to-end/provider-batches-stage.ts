import type { Batch, Simulator } from '@penstock/simulator';
import { query } from './read-generation.ts';
import type { Address } from './test-endpoint.ts';

const inputUsdPerMTok = 10;
const outputUsdPerMTok = 100;

const model = (name: string) => `    ${name}: { context_window: 8192, max_output_tokens: 4096, quality: 0.8,
      price: { input_per_mtok: ${inputUsdPerMTok}, output_per_mtok: ${outputUsdPerMTok} } }`;

/** A policy of two vendors with batches, and a server without batches. */
export function batchPolicy(simulator: Pick<Simulator, 'baseUrl'>): string {
  return `providers:
  openai: { base_url: "${simulator.baseUrl('openai')}", api_key: key }
  anthropic: { base_url: "${simulator.baseUrl('anthropic')}", api_key: key }
  plain: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
models:
  openai:
${model('mini')}
${model('sim-context-length')}
  anthropic:
${model('small')}
  plain:
${model('own')}
cost_controls: { daily_budget: 1000 }
`;
}

/** The price of all calls without a batch, US dollars. */
function usdOfTokens({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }): number {
  return (inputTokens * inputUsdPerMTok + outputTokens * outputUsdPerMTok) / 1_000_000;
}

/** The upstream's bill for batches, US dollars. */
export function usdOfBatches(batches: readonly Batch[]): number {
  return batches.reduce((sum, { bill }) => sum + usdOfTokens(bill) / 2, 0);
}

/** The upstream's bill for single calls, US dollars. */
export function usdOfCalls(simulator: Simulator): number {
  return callsOf(simulator).reduce(
    (sum, { inputTokens, tokensSent }) => sum + usdOfTokens({ inputTokens, outputTokens: tokensSent }),
    0,
  );
}

/** The calls of single requests. */
export function callsOf(simulator: Simulator) {
  return simulator.requests().filter(({ path }) => /\/(chat\/completions|messages)$/.test(path));
}

export type BatchState = {
  status: string;
  total: number;
  completed: number;
  failed: number;
  costUsd: string;
  endedAt: string | null;
  providerBatches: {
    id: string;
    provider: string;
    status: string;
    total: number;
    answered: number;
    reason: string | null;
  }[];
  results: {
    nodes: {
      status: string;
      costUsd: string;
      errorCode: string | null;
      providerBatchId: string | null;
      generation: {
        text: string;
        model: string;
        cost: { totalUsd: string; priceSource: string };
        usage: { inputTokens: number; outputTokens: number };
      } | null;
    }[];
  };
};

/** Starts a batch. */
export async function startBatch(service: Address, inputs: readonly object[], deadline: Date): Promise<string> {
  const { generateBatch } = await query<{ generateBatch: { id: string } }>(
    service,
    `mutation ($inputs: [GenerateInput!]!, $deadline: DateTime) {
      generateBatch(inputs: $inputs, concurrency: 8, deadline: $deadline) { id } }`,
    { inputs, deadline: deadline.toISOString() },
  );
  return generateBatch.id;
}

export async function readBatch(service: Address, id: string): Promise<BatchState> {
  const { batch } = await query<{ batch: BatchState }>(
    service,
    `query ($id: ID!) { batch(id: $id) { status total completed failed costUsd endedAt
      providerBatches { id provider status total answered reason }
      results(first: 200) { nodes { status costUsd errorCode providerBatchId
        generation { text model cost { totalUsd priceSource } usage { inputTokens outputTokens } } } } } }`,
    { id },
  );
  return batch;
}

/** Waits until a batch reaches a state. */
export async function untilBatch(
  service: Address,
  id: string,
  isReached: (state: BatchState) => boolean,
): Promise<BatchState> {
  for (;;) {
    const state = await readBatch(service, id);
    if (isReached(state)) return state;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function hasEnded({ endedAt }: BatchState): boolean {
  return endedAt !== null;
}

/** Rows with known answers. */
export function rowsOf(model: string, count: number): { prompt: string; model: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    prompt: `Repeat after me: "${model} ${index}"`,
    model,
  }));
}

/** A deadline slightly more than a day from now. */
export function farDeadline(): Date {
  return new Date(Date.now() + 25 * 3_600_000);
}
