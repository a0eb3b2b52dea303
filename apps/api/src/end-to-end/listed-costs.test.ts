import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { vendors } from '@penstock/providers';
import { type DialectName, type Simulator, startSimulator } from '@penstock/simulator';
import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { query } from './read-generation.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 });

const policyFile = fileURLToPath(new URL('../../../../config/model_policies.yml', import.meta.url));
const calls = 1_000;
const atOnce = 32;

/** A provider's token counts, without overlap. */
type Usage = { input: number; cached: number; written: number; output: number; reasoning: number };

/** Other places in the price list. HuggingFace's router has one list per serving provider. */
function placeInList(provider: string, name: string): { providerId: string; name: string } {
  if (provider === 'xai') return { providerId: 'x-ai', name };
  const [model = '', server] = name.split(':');
  return provider === 'huggingface' && server !== undefined
    ? { providerId: `huggingface_${server}`, name: model }
    : { providerId: provider, name };
}

let upstream: Simulator;
let penstock: TestPenstock;
beforeAll(async () => {
  upstream = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  const policy = await readFile(policyFile, 'utf8');
  penstock = await startPenstock({ policy: () => policy, environment: reachingBy(upstream) });
});
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

/** All vendors with a key, at the simulator if it supports their dialect. */
function reachingBy(simulator: Simulator): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { environment, dialect } of Object.values(vendors)) {
    if (environment.apiKey === null || environment.baseUrl === null || dialect === 'ai-sdk') continue;
    variables[environment.apiKey] = 'key';
    variables[environment.baseUrl] = simulator.baseUrl(dialect as DialectName);
  }
  return variables;
}

/** Small counts, and counts on both sides of every tier of a list. */
const tokens = fc.oneof(fc.nat(2_000), fc.nat(1_500_000));
// A count of zero for a text is ignored, so each is at least one.
const anyUsage = fc.record({
  input: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 1_500_000 })),
  cached: fc.oneof(fc.constant(0), tokens),
  written: fc.oneof(fc.constant(0), tokens),
  output: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 1_500_000 })),
  reasoning: fc.oneof(fc.constant(0), tokens),
});

/** The cost of the provider's own usage object by the price list. Read from the response again, not from the record. */
function listedUsd(provider: string, name: string, raw: Record<string, unknown>, at: Date): number | null {
  const place = placeInList(provider, name);
  return calcPrice(readRaw(provider, raw), place.name, { ...place, timestamp: at })?.total_price ?? null;
}

function readRaw(provider: string, raw: Record<string, unknown>): Record<string, number> {
  const at = (...path: string[]): number => {
    let value: unknown = raw;
    for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
    return typeof value === 'number' ? value : 0;
  };
  switch (provider) {
    case 'anthropic': {
      const [read, write] = [at('cache_read_input_tokens'), at('cache_creation_input_tokens')];
      const prompt = at('input_tokens') + read + write;
      const cache = { cache_read_tokens: read, cache_write_tokens: write };
      return { input_tokens: prompt, output_tokens: at('output_tokens'), ...cache };
    }
    case 'google': {
      const thoughts = at('thoughtsTokenCount');
      return {
        input_tokens: at('promptTokenCount'),
        cache_read_tokens: at('cachedContentTokenCount'),
        output_tokens: at('candidatesTokenCount') + thoughts,
        output_reasoning_tokens: thoughts,
      };
    }
    case 'cohere':
      return { input_tokens: at('billed_units', 'input_tokens'), output_tokens: at('billed_units', 'output_tokens') };
    default:
      if (raw.input_tokens !== undefined) return readResponses(at);
      return {
        input_tokens: at('prompt_tokens'),
        cache_read_tokens: at('prompt_tokens_details', 'cached_tokens'),
        cache_write_tokens: at('prompt_tokens_details', 'cache_write_tokens'),
        output_tokens: at('completion_tokens'),
        output_reasoning_tokens: at('completion_tokens_details', 'reasoning_tokens'),
      };
  }
}

/** The usage of OpenAI's Responses API. */
function readResponses(at: (...path: string[]) => number): Record<string, number> {
  return {
    input_tokens: at('input_tokens'),
    cache_read_tokens: at('input_tokens_details', 'cached_tokens'),
    cache_write_tokens: at('input_tokens_details', 'cache_write_tokens'),
    output_tokens: at('output_tokens'),
    output_reasoning_tokens: at('output_tokens_details', 'reasoning_tokens'),
  };
}

const document = `mutation ($input: GenerateInput!) {
  generate(input: $input) { id cost { totalUsd inputUsd cachedInputUsd cacheWriteUsd outputUsd reasoningUsd requestUsd } }
}`;

type Billed = { generate: { id: string; cost: Record<string, string> } };

async function bill(model: string, usage: Usage): Promise<Billed['generate']> {
  const { input, cached, written, output, reasoning } = usage;
  const prompt = `Say "yes". Bill ${input} input, ${cached} cached, ${written} cache write, ${output} output and ${reasoning} reasoning tokens.`;
  const call = { model, prompt, maxTokens: 50, enableFallback: false };
  // On a busy machine a call may reach the provider's timeout. Then the call is repeated.
  for (let tries = 1; ; tries++) {
    try {
      return (await query<Billed>(penstock, document, { input: call })).generate;
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}

describe('the record of a call', () => {
  it(`has the price list's cost of the provider's own usage: ${calls} usages over all priced models`, async () => {
    const models = penstock.services.catalog().models.filter((model) => {
      const isReached = model.isConfigured && !model.isLocal && !model.isSandbox && model.providerId !== 'bedrock';
      return (
        isReached && model.price?.source.startsWith('genai-prices') === true && !model.capabilities.has('embeddings')
      );
    });
    expect(models.length).toBeGreaterThan(40);
    const usages = fc.sample(anyUsage, { numRuns: calls, seed: 20_261_125 });
    const result: { id: string; model: string; buckets: Record<string, string> }[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < calls; at = next++) {
        const model = models[at % models.length]?.id ?? '';
        const { id, cost } = await bill(model, usages[at] as Usage);
        result.push({ id, model, buckets: cost });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));

    const rows = await penstock.services.prisma.modelUsage.findMany({ where: { outcome: 'succeeded' } });
    const byGeneration = new Map(rows.map((row) => [row.generationId, row]));
    const seen = { cached: 0, written: 0, reasoning: 0, tiered: 0 };
    for (const { id, model, buckets } of result) {
      const row = byGeneration.get(id);
      if (row === undefined) throw new Error(`Generation ${id} left no record.`);
      const raw = row.rawUsage as Record<string, unknown>;
      const upstreamName = penstock.services.catalog().find(model)?.deployments[0]?.upstreamName ?? '';
      const expected = listedUsd(row.providerId, upstreamName, raw, row.startedAt);
      const stored = Number(row.costUsd);
      expect(expected, model).not.toBeNull();
      expect(Math.abs(stored - (expected ?? 0)), `${model} ${JSON.stringify(raw)}`).toBeLessThanOrEqual(
        Math.max(1e-9 * stored, 1e-12),
      );
      const { totalUsd, ...parts } = buckets;
      const sum = Object.values(parts).reduce((total, part) => total + Number(part), 0);
      expect(sum).toBeCloseTo(Number(totalUsd), 9);
      seen.cached += row.cachedInputTokens > 0 ? 1 : 0;
      seen.written += row.cacheWriteTokens > 0 ? 1 : 0;
      seen.reasoning += row.reasoningTokens > 0 ? 1 : 0;
      seen.tiered += row.priceTier === null ? 0 : 1;
    }
    expect(result).toHaveLength(calls);
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });
});
