import { collectStream, createVendorAdapter, noTokens, type TokenUsage } from '@penstock/providers';
import { type LocalUpstream, modelRequest, providerSettings, startLocalUpstream } from '@penstock/providers/testing';
import { calcPrice, extractUsage, findProvider } from '@pydantic/genai-prices';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultCatalog } from '../testing/default-catalog.ts';
import { costOf } from './cost.ts';
import { listedPlace } from './price-list.ts';

const nowMs = Date.parse('2026-11-28T12:00:00Z');
const catalog = defaultCatalog(nowMs);

const chat = (usage: object): object => ({
  choices: [{ index: 0, message: { role: 'assistant', content: 'Fine.' }, finish_reason: 'stop' }],
  usage,
});
const claude = (usage: object): object => ({
  type: 'message',
  content: [{ type: 'text', text: 'Fine.' }],
  stop_reason: 'end_turn',
  usage,
});
const gemini = (usageMetadata: object): object => ({
  candidates: [{ content: { parts: [{ text: 'Fine.' }] }, finishReason: 'STOP' }],
  usageMetadata,
});
const cohere = (usage: object): object => ({
  message: { content: [{ type: 'text', text: 'Fine.' }] },
  finish_reason: 'COMPLETE',
  usage,
});

/** Answers in the form of each vendor, and the price list's name of that form. */
const answers: readonly (readonly [what: string, model: string, flavor: string, answer: object])[] = [
  [
    'cached tokens and reasoning within',
    'openai/gpt-5.4',
    'chat',
    chat({
      prompt_tokens: 1_000,
      completion_tokens: 500,
      total_tokens: 1_500,
      prompt_tokens_details: { cached_tokens: 300, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 200, rejected_prediction_tokens: 20 },
    }),
  ],
  [
    'writes of both lifetimes',
    'anthropic/claude-sonnet-4-5',
    'default',
    claude({
      input_tokens: 100,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 500,
      output_tokens: 60,
      cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 200 },
    }),
  ],
  [
    'thoughts and the prompts of tools beside',
    'google/gemini-2.5-pro',
    'default',
    gemini({
      promptTokenCount: 1_000,
      cachedContentTokenCount: 400,
      toolUsePromptTokenCount: 50,
      candidatesTokenCount: 100,
      thoughtsTokenCount: 300,
      totalTokenCount: 1_450,
    }),
  ],
  [
    'a prompt above a tier',
    'google/gemini-2.5-pro',
    'default',
    gemini({ promptTokenCount: 250_000, candidatesTokenCount: 100, totalTokenCount: 250_100 }),
  ],
  [
    'reasoning beside',
    'xai/grok-4.3',
    'chat',
    chat({
      prompt_tokens: 1_000,
      completion_tokens: 100,
      total_tokens: 1_400,
      prompt_tokens_details: { cached_tokens: 600 },
      completion_tokens_details: { reasoning_tokens: 300 },
    }),
  ],
  [
    'hits and misses',
    'deepseek/deepseek-v4-pro',
    'chat',
    chat({
      prompt_tokens: 1_000,
      completion_tokens: 100,
      prompt_cache_hit_tokens: 600,
      prompt_cache_miss_tokens: 400,
      prompt_tokens_details: { cached_tokens: 600 },
    }),
  ],
  ['plain counts', 'groq/openai/gpt-oss-120b', 'default', chat({ prompt_tokens: 1_000, completion_tokens: 100 })],
  ['plain counts', 'mistral/mistral-large', 'default', chat({ prompt_tokens: 1_000, completion_tokens: 100 })],
  [
    'billed units',
    'cohere/command-a',
    'default',
    cohere({
      billed_units: { input_tokens: 100, output_tokens: 20 },
      tokens: { input_tokens: 600, output_tokens: 22 },
    }),
  ],
];

let upstream: LocalUpstream;
let sent: object = {};
beforeAll(async () => {
  upstream = await startLocalUpstream((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(sent));
  });
});
afterAll(() => upstream.close());

async function readUsage(providerId: string): Promise<TokenUsage> {
  const adapter = createVendorAdapter(providerId, providerSettings({ id: providerId, baseUrl: upstream.url }));
  const { usage } = await collectStream(adapter.stream(modelRequest(), { signal: AbortSignal.timeout(5_000) }));
  await adapter.close(0);
  return usage ?? noTokens;
}

describe("the cost of a vendor's answer equals the cost by the price list", () => {
  test.each(answers)('%s: %s', async (_, id, flavor, answer) => {
    sent = answer;
    const model = catalog.find(id) ?? expect.fail(`${id} is not in the default policy.`);
    const place = listedPlace(model.providerId, model.deployments[0]?.upstreamName ?? model.name);
    const provider =
      findProvider({ providerId: place.providerId }) ?? expect.fail(`${place.providerId} is not listed.`);
    const named = { ...answer, model: place.name, modelVersion: place.name };
    const { usage } = extractUsage(provider, named, flavor);
    const options = { providerId: place.providerId, timestamp: new Date(nowMs) };
    const listed = calcPrice(usage, place.name, options)?.total_price ?? Number.NaN;
    const price = model.price ?? expect.fail(`${id} has no price.`);
    expect(costOf(price, await readUsage(model.providerId)).totalUsd).toBeCloseTo(listed, 10);
  });
});
