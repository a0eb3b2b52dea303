import { expect, test } from 'vitest';
import { listPricedModels } from './list-priced-models.ts';

test("lists models by Penstock's ids, with their window and price", () => {
  const models = listPricedModels();
  expect(models.size).toBeGreaterThan(150);
  expect(models.get('openai/gpt-4o')).toMatchObject({ contextWindow: 128_000, price: '2.5 / 10' });
  expect(models.get('xai/grok-4.3')?.price).toBe('1.25 / 2.5');
  expect(models.has('mistral/mistral-tiny')).toBe(false);
});
