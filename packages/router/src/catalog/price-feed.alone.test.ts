import { findProvider, type Provider } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { type PriceFeed, readPriceFeed } from './price-feed.ts';
import { findListing } from './price-list.ts';

const ids = ['openai', 'anthropic', 'google', 'mistral', 'x-ai', 'deepseek', 'cohere', 'groq'];
/** All prices of a few providers. */
const bundled = ids.map((providerId) => findProvider({ providerId }) ?? expect.fail(providerId));
const nowMs = Date.parse('2026-11-28T12:00:00Z');

/** The bundled list as a feed, with another price of one model. */
function feed(change: (providers: Provider[]) => void = () => {}): string {
  const providers: Provider[] = JSON.parse(JSON.stringify(bundled));
  change(providers);
  return JSON.stringify(providers);
}

function setPrice(providers: Provider[], prices: Record<string, unknown>): void {
  const model = providers[0]?.models.find(({ id }) => id === 'gpt-4o') ?? expect.fail();
  Object.assign(model, { prices });
}

function read(text: string, inForce: PriceFeed | null = null): PriceFeed {
  const feed = readPriceFeed(text, '2026-11-28', inForce);
  return typeof feed === 'string' ? expect.fail(feed) : feed;
}

describe('a feed of prices', () => {
  test('comes before the installed list, and is named as the source', () => {
    const newer = read(feed((all) => setPrice(all, { input_mtok: 3, output_mtok: 12 })));
    expect(findListing('openai', 'gpt-4o', nowMs, newer)?.price).toMatchObject({
      input: { usdPerMTok: 3 },
      output: { usdPerMTok: 12 },
      source: 'genai-prices@2026-11-28',
    });
    expect(findListing('openai', 'gpt-4o', nowMs)?.price?.input.usdPerMTok).toBe(2.5);
  });

  test('may have tiers, and serves the providers that resell its models', () => {
    const tiered = { base: 3, tiers: [{ start: 200_000, price: 6 }] };
    const azure = findProvider({ providerId: 'azure' }) ?? expect.fail();
    const text = feed((all) => {
      setPrice(all, { input_mtok: tiered, output_mtok: 12 });
      all.push({ ...azure, models: [], fallback_model_providers: ['openai'] });
    });
    const input = { usdPerMTok: 3, tiers: [{ aboveInputTokens: 200_000, usdPerMTok: 6 }] };
    expect(findListing('openai', 'gpt-4o', nowMs, read(text))?.price?.input).toEqual(input);
    expect(findListing('azure', 'gpt-4o', nowMs, read(text))?.price?.input).toEqual(input);
  });

  test('leaves models that it lacks to the installed list', () => {
    const source = findListing('bedrock', 'openai.gpt-oss-20b-1:0', nowMs, read(feed()))?.price?.source;
    expect(source).toMatch(/^genai-prices@\d+\.\d+\.\d+$/);
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '<html>', /not JSON/],
    ['no list', '{"providers":[]}', /not a list/],
    ['an empty list', '[]', /not a list/],
    ['a provider without models', '[{"id":"openai"}]', /no models/],
    ['a model without a match', '[{"id":"a","models":[{"id":"m","prices":{}}]}]', /no match/],
    [
      'a negative price',
      feed((all) => setPrice(all, { input_mtok: -1, output_mtok: 1 })),
      /openai\/gpt-4o is implausible/,
    ],
    ['a text as price', feed((all) => setPrice(all, { input_mtok: '1' })), /implausible/],
    ['a price of a million', feed((all) => setPrice(all, { input_mtok: 1e6, output_mtok: 1 })), /implausible/],
    [
      'a price that rose a hundredfold',
      feed((all) => setPrice(all, { input_mtok: 250, output_mtok: 1 })),
      /2\.5 to 250/,
    ],
    ['a price that fell to nothing', feed((all) => setPrice(all, { input_mtok: 0, output_mtok: 0 })), /2\.5 to 0/],
    ['a provider less', feed((all) => void all.splice(1, 1)), /lacks the models of anthropic/],
    ['half the models', feed((all) => void all[0]?.models.splice(5)), /lacks the models of openai/],
  ])('is refused with its reason: %s', (_, text, reason) => {
    expect(readPriceFeed(text, 'bad', null)).toMatch(reason);
  });

  test('is compared with the previous feed', () => {
    const risen = read(feed((all) => setPrice(all, { input_mtok: 40, output_mtok: 40 })));
    const again = feed((all) => setPrice(all, { input_mtok: 400, output_mtok: 400 }));
    expect(readPriceFeed(again, 'x', null)).toMatch(/2\.5 to 400/);
    expect(readPriceFeed(again, 'x', risen)).toMatchObject({ version: 'x' });
  });
});
