import { z } from 'zod';
import { accessEntry } from './access-entry.ts';
import { attributionEntry } from './attribution-entry.ts';
import { modelEntry } from './model-entry.ts';
import { providerEntry } from './provider-entry.ts';
import { retentionEntry } from './retention-entry.ts';
import { routingRulesEntry } from './routing-rules-entry.ts';

const usd = z.number().min(0);

/** The classic format's limits. */
const costControlsEntry = z.strictObject({
  daily_budget: usd.nullish().describe('US dollars a day, over everything.'),
  per_request_limit: usd.nullish().describe('The most that one generation may cost, US dollars.'),
  alert_threshold: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('Share of a budget at which an alert goes out: 0.8, or 80 for percent. Default 0.8.'),
  allow_unpriced: z
    .boolean()
    .optional()
    .describe('Use models without a price where a cost limit or a budget applies. Default false.'),
});

/** No second attempt begins earlier or later after the first, milliseconds. */
const earliestHedgeMs = 100;
const latestHedgeMs = 60_000;

/** The longest time that an answer is kept, seconds: 30 days. */
const longestTtlS = 30 * 86_400;

const cacheEntry = z.strictObject({
  ttl_s: z
    .number()
    .positive()
    .max(longestTtlS)
    .optional()
    .describe('How long an answer is kept, seconds. Default 3600.'),
  task_types: z
    .array(z.string().min(1))
    .optional()
    .describe('Task types whose calls use the cache without asking, as `classification`. Default none.'),
});

const hedgingEntry = z.strictObject({
  after: z
    .literal('p95')
    .optional()
    .describe("The 95th percentile of the model's first tokens in the last five minutes."),
  after_ms: z
    .int()
    .min(earliestHedgeMs)
    .max(latestHedgeMs)
    .optional()
    .describe('A fixed time, milliseconds. Beside `after`: until that is measured.'),
});

const featuresEntry = z.strictObject({
  cache: z
    .union([z.boolean(), cacheEntry])
    .optional()
    .describe('The response cache, for calls that ask for it; false switches it off. Default true.'),
  hedging: z
    .union([z.literal(false), hedgingEntry])
    .optional()
    .describe('A second attempt where the first token is late: `{ after: p95 }`. Both are paid. Default false.'),
  reroute_filtered: z
    .boolean()
    .optional()
    .describe('Ask the next model where one provider refused the content. Default false.'),
  fetch_images: z
    .boolean()
    .optional()
    .describe('Fetch images by address for providers that take them by value only; false refuses them. Default true.'),
});

/** The form of the whole file. References between its parts are checked afterwards. */
export const policyDocument = z.strictObject({
  providers: z
    .record(z.string().min(1), providerEntry.nullable())
    .nullish()
    .describe('How providers are reached. Built-in ones need no entry.'),
  models: z
    .record(z.string().min(1), z.record(z.string().min(1), modelEntry.nullable()))
    .describe('Provider to model to its facts.'),
  routing_rules: routingRulesEntry.nullish().describe('How models are chosen.'),
  cost_controls: costControlsEntry.nullish().describe('Limits, US dollars.'),
  retention: retentionEntry.nullish().describe('What is kept of generations, and for how long.'),
  access: accessEntry.nullish().describe('Who gets which permissions.'),
  attribution: attributionEntry.nullish().describe('What is recorded of callers.'),
  features: featuresEntry.nullish().describe('Features that are switched on or off.'),
});

export type PolicyDocument = z.infer<typeof policyDocument>;
