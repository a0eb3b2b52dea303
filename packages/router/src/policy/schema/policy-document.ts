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
  daily_budget: usd.nullish().describe('US dollars per day, for all calls.'),
  per_request_limit: usd.nullish().describe('The maximum cost of one generation, US dollars.'),
  alert_threshold: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe('Share of a budget at which an alert is sent: 0.8, or 80 for percent. Default 0.8.'),
  allow_unpriced: z
    .boolean()
    .optional()
    .describe('Whether models without a price may be used if a cost limit or a budget applies. Default false.'),
});

/** The earliest and latest start of a second attempt after the first, milliseconds. */
const earliestHedgeMs = 100;
const latestHedgeMs = 60_000;

/** The maximum time that an answer is kept, seconds: 30 days. */
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
    .describe('Task types whose calls use the cache without a request for it, as `classification`. Default none.'),
});

const hedgingEntry = z.strictObject({
  after: z
    .literal('p95')
    .optional()
    .describe("The 95th percentile of the model's times to the first token in the last five minutes."),
  after_ms: z
    .int()
    .min(earliestHedgeMs)
    .max(latestHedgeMs)
    .optional()
    .describe('A fixed time, milliseconds. With `after`: used until that is measured.'),
});

const featuresEntry = z.strictObject({
  cache: z
    .union([z.boolean(), cacheEntry])
    .optional()
    .describe('The response cache, for calls that request it; false switches it off. Default true.'),
  hedging: z
    .union([z.literal(false), hedgingEntry])
    .optional()
    .describe('A second attempt if the first token is late: `{ after: p95 }`. Both are paid. Default false.'),
  reroute_filtered: z
    .boolean()
    .optional()
    .describe('Call the next model if one provider refused the content. Default false.'),
  fetch_images: z
    .boolean()
    .optional()
    .describe(
      'Fetch images by address for providers that accept them only by value; false refuses them. Default true.',
    ),
});

/** The form of the whole file. References between its parts are checked afterwards. */
export const policyDocument = z.strictObject({
  providers: z
    .record(z.string().min(1), providerEntry.nullable())
    .nullish()
    .describe('Addresses, keys and settings of providers. Built-in providers need no entry.'),
  models: z
    .record(z.string().min(1), z.record(z.string().min(1), modelEntry.nullable()))
    .describe('The facts of models, by provider and model.'),
  routing_rules: routingRulesEntry.nullish().describe('How models are chosen.'),
  cost_controls: costControlsEntry.nullish().describe('Limits, US dollars.'),
  retention: retentionEntry.nullish().describe('The stored parts of generations, and for how long.'),
  access: accessEntry.nullish().describe('Who gets which permissions.'),
  attribution: attributionEntry.nullish().describe('The recorded facts of callers.'),
  features: featuresEntry.nullish().describe('Features that are switched on or off.'),
});

export type PolicyDocument = z.infer<typeof policyDocument>;
