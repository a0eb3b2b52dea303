import { reasoningEfforts } from '@penstock/providers';
import { z } from 'zod';
import { capabilities } from '../capability.ts';
import { extraBody } from './extra-body.ts';
import { apis } from './provider-entry.ts';

const tokens = z.int().positive();
const usd = z.number().min(0);
const share = z.number().min(0).max(1);

const priceTierEntry = z
  .strictObject({
    above_input_tokens: z.int().min(0).describe('Prompts with more tokens have these prices.'),
    input_per_mtok: usd.describe('Tokens of the prompt.'),
    cached_input_per_mtok: usd.optional().describe('Tokens read from the cache. Default: as without the tier.'),
    cache_write_per_mtok: usd.optional().describe('Tokens written to the cache. Default: as without the tier.'),
    cache_write_1h_per_mtok: usd
      .optional()
      .describe('Tokens written to the cache for an hour. Default: as without the tier.'),
    output_per_mtok: usd.describe('Tokens of the answer.'),
  })
  .describe('The prices of a call with a larger prompt. Omitted prices stay unchanged.');

const priceEntry = z
  .strictObject({
    input_per_mtok: usd.describe('Tokens of the prompt.'),
    cached_input_per_mtok: usd.optional().describe('Tokens read from the cache. Default: as input.'),
    cache_write_per_mtok: usd.optional().describe('Tokens written to the cache. Default: as input.'),
    cache_write_1h_per_mtok: usd
      .optional()
      .describe('Tokens written to the cache for an hour. Default: as cache_write.'),
    output_per_mtok: usd.describe('Tokens of the answer.'),
    audio_input_per_mtok: usd.optional().describe('Audio of the prompt. Default: as input.'),
    audio_output_per_mtok: usd.optional().describe('Audio of the answer. Default: as output.'),
    image_output_per_mtok: usd.optional().describe('Images of the answer. Default: as output.'),
    tiers: z.array(priceTierEntry).optional().describe('Other prices for larger prompts.'),
    per_request: usd.optional().describe('A fee for each call, US dollars. Default 0.'),
  })
  .describe(
    'US dollars per million tokens. Needed only if the price list does not know the model, or your contract differs.',
  );

const serviceTierEntry = z
  .strictObject({
    input_per_mtok: usd.describe('Tokens of the prompt.'),
    cached_input_per_mtok: usd
      .optional()
      .describe('Tokens read from the cache. Default: with the discount of the base price.'),
    output_per_mtok: usd.describe('Tokens of the answer.'),
  })
  .describe('US dollars per million tokens.');

const searchFeesEntry = z
  .strictObject({
    low: usd.describe('A call with little search.'),
    medium: usd.describe('A call with the usual search.'),
    high: usd.describe('A call with much search; this amount is reserved.'),
  })
  .describe('The fee for each call by the extent of its web search, US dollars.');

const classicCost = z
  .union([
    usd,
    z.strictObject({ input: usd.describe('Tokens of the prompt.'), output: usd.describe('Tokens of the answer.') }),
  ])
  .describe('Classic format: US dollars per thousand tokens, one figure or input and output.');

const qualityEntry = z
  .union([
    share,
    z.strictObject({ arena: z.number().min(0).max(3000).describe('Its score at LMArena.') }),
    z.strictObject({ benchmark: share.describe('Its share in a benchmark.') }),
    z.strictObject({ estimate: share.describe('Your own estimate.') }),
  ])
  .describe('0 to 1, or with its source: { arena: 1380 } (LMArena score), { benchmark: 0.7 }, { estimate: 0.7 }.');

const deploymentEntry = z.strictObject({
  id: z.string().min(1).optional().describe('Unique within the model. Default: the provider, numbered if needed.'),
  provider: z.string().min(1).optional().describe("Default: the model's own."),
  name: z.string().min(1).optional().describe("The model's name there. Default: the model's own."),
  weight: z
    .number()
    .positive()
    .optional()
    .describe('Share of the traffic, relative to the other deployments. Default 1.'),
});

/** One model, in the form of the file or of a row of the database. The last three fields are the classic format's. */
export const modelEntry = z.strictObject({
  display_name: z.string().min(1).optional().describe('Its display name.'),
  upstream_name: z.string().min(1).optional().describe('Its name at the provider, if it differs.'),
  context_window: tokens.optional().describe('Tokens, prompt and answer together.'),
  max_output_tokens: tokens.optional().describe('Tokens; the maximum of one answer.'),
  capabilities: z
    .array(z.union([z.enum(capabilities), z.string()]))
    .optional()
    .describe(`Its capabilities: ${capabilities.join(', ')}, or any word of your own.`),
  quality: qualityEntry.optional(),
  cache: z
    .strictObject({
      min_tokens: tokens.optional().describe('The shortest prompt that its provider caches. Default 1024.'),
      ttl_s: z
        .union([z.literal(300), z.literal(3600)])
        .optional()
        .describe('How long a marked prompt is kept. Default 300.'),
    })
    .optional()
    .describe('How its provider caches prompts, if Penstock does not know it.'),
  price: priceEntry.optional(),
  service_tiers: z
    .record(z.string().min(1), serviceTierEntry)
    .optional()
    .describe('Prices under a service tier of the provider, by its name: flex, priority.'),
  search_fees: searchFeesEntry.optional(),
  tags: z.array(z.string().min(1)).optional().describe('Labels to search by.'),
  use_cases: z.array(z.string().min(1)).optional().describe('Task types that it suits.'),
  latency: z
    .strictObject({
      first_token_ms: z
        .number()
        .positive()
        .optional()
        .describe('Until the first token. Default 700; 6000 for models that reason first; 500 for local models.'),
      tokens_per_second: z.number().positive().optional().describe('Default 70; 35 for local models.'),
    })
    .optional()
    .describe('Expected values, until traffic is measured.'),
  local: z.boolean().optional().describe('Runs on your own machines: free unless priced. Default: as its provider.'),
  prefill: z.boolean().optional().describe('Whether it continues an assistant message at the end. Default false.'),
  thinks_first: z
    .boolean()
    .optional()
    .describe('Reasons before it answers, so its first-token timeout is longer. Default false.'),
  sampling: z.boolean().optional().describe('Accepts temperature and top-p. Default true.'),
  efforts: z
    .array(z.enum(reasoningEfforts))
    .optional()
    .describe(
      'The reasoning efforts that it accepts; [] if it accepts none. A request for another effort gets the nearest.',
    ),
  api: z
    .enum(apis)
    .optional()
    .describe(
      'Its protocol at providers of the openai dialect. Default: responses for models that only have Responses, else as its provider.',
    ),
  extra_body: extraBody.optional(),
  active: z.boolean().optional().describe('False switches it off. Default true.'),
  released: z.iso.date().optional().describe('As 2025-08-07.'),
  deprecated_at: z.iso
    .date()
    .optional()
    .describe('The day from which its provider no longer serves it: from then on only requests that name it use it.'),
  deployments: z
    .array(deploymentEntry)
    .min(1)
    .optional()
    .describe('Several deployments that serve it, balanced by weight.'),
  cost_per_1k_tokens: classicCost.optional(),
  max_tokens: tokens.optional().describe('Classic format: the window or the longest answer, whichever is not known.'),
  provider: z.string().min(1).optional().describe("Classic format: the provider's name again."),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .nullish()
    .describe("Classic format: the provider's address."),
});

export type ModelEntry = z.infer<typeof modelEntry>;
