import { findProvider, type Provider } from '@pydantic/genai-prices';
import { afterEach, describe, expect, test } from 'vitest';
import { installPrices } from './price-feed.ts';
import { findListing } from './price-list.ts';

const ids = ['openai', 'anthropic', 'google', 'mistral', 'x-ai', 'deepseek', 'cohere', 'groq'];
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

const priceNow = () => findListing('openai', 'gpt-4o', nowMs)?.price;

afterEach(() => void installPrices(feed(), 'bundled'));

describe('a feed of prices', () => {
  test('is in force for catalogs from now on, and is named as their source', () => {
    expect(
      installPrices(
        feed((all) => setPrice(all, { input_mtok: 3, output_mtok: 12 })),
        '2026-11-28',
      ),
    ).toBeNull();
    expect(priceNow()).toMatchObject({
      ...{ input: { usdPerMTok: 3 }, output: { usdPerMTok: 12 }, source: 'genai-prices@2026-11-28' },
    });
  });

  test('may have tiers and conditions', () => {
    const tiered = { base: 3, tiers: [{ start: 200_000, price: 6 }] };
    expect(
      installPrices(
        feed((all) => setPrice(all, { input_mtok: tiered, output_mtok: 12 })),
        'x',
      ),
    ).toBeNull();
    expect(priceNow()?.input).toEqual({ usdPerMTok: 3, tiers: [{ aboveInputTokens: 200_000, usdPerMTok: 6 }] });
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', '<html>', /not JSON/],
    ['no list', '{"providers":[]}', /not a list/],
    ['an empty list', '[]', /not a list/],
    ['a provider without models', '[{"id":"openai"}]', /no models/],
    ['a model without a match', '[{"id":"a","models":[{"id":"m","prices":{}}]}]', /no match/],
    ['a negative price', feed((all) => setPrice(all, { input_mtok: -1, output_mtok: 1 })), /openai\/gpt-4o is absurd/],
    ['a text as price', feed((all) => setPrice(all, { input_mtok: '1' })), /absurd/],
    ['a price of a million', feed((all) => setPrice(all, { input_mtok: 1e6, output_mtok: 1 })), /absurd/],
    [
      'a price that rose a hundredfold',
      feed((all) => setPrice(all, { input_mtok: 250, output_mtok: 1 })),
      /2\.5 to 250/,
    ],
    ['a price that fell to nothing', feed((all) => setPrice(all, { input_mtok: 0, output_mtok: 0 })), /2\.5 to 0/],
    ['a provider less', feed((all) => void all.splice(1, 1)), /lacks the models of anthropic/],
    ['half the models', feed((all) => void all[0]?.models.splice(5)), /lacks the models of openai/],
  ])('is refused with its reason: %s', (_, text, reason) => {
    const before = priceNow();
    expect(installPrices(text, 'bad')).toMatch(reason);
    expect(priceNow()).toEqual(before);
  });
});
