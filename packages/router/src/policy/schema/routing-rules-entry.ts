import { z } from 'zod';
import { strategies } from '../strategy.ts';

const model = z.string().min(1);
const models = z.array(model).min(1);
const weight = z.number().min(0);

/** Strategies in the file's form, in either case: `cost_optimized`, `COST_OPTIMIZED`. */
const strategyName = z.enum([...strategies.map((name) => name.toLowerCase()), ...strategies]);

const chainEntry = z
  .union([
    models,
    z.strictObject({
      description: z.string().optional().describe('What it is for, for people.'),
      models: models.describe('The models, in order.'),
    }),
  ])
  .describe('Models in order, or a mapping of description and models.');

const taskStrategy = strategyName.optional().describe('Orders these models. Default: that of default_strategy.');

const taskPreferenceEntry = z
  .union([
    model,
    models,
    z.strictObject({ models: models.describe('The models, best first.'), strategy: taskStrategy }),
    z.strictObject({ chain: z.string().min(1).describe('The name of a chain.'), strategy: taskStrategy }),
  ])
  .describe('A model, a list of models, the name of a chain, or a mapping of models or chain, and strategy.');

/** The choice of models, in the file's form. */
export const routingRulesEntry = z.strictObject({
  default_strategy: strategyName.optional().describe('For requests that name none. Default balanced.'),
  weights: z
    .strictObject({
      cost: weight.describe('A low cost.'),
      quality: weight.describe('A high quality.'),
      latency: weight.describe('A short wait.'),
    })
    .optional()
    .describe('What balanced weighs by; need not sum to 1. Default 0.48, 0.32, 0.20.'),
  enable_fallback: z.boolean().optional().describe('A failed model is followed by another. Default true.'),
  prefer_local: z.boolean().optional().describe('Local models first where they can do it. Default false.'),
  default_provider: z.string().min(1).optional().describe('Put first where eligible.'),
  min_quality: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The least quality for requests without a task type, a model and a chain. 0 for none. Default 0.6.'),
  max_latency_ms: z.int().positive().optional().describe('Leave out models whose answer is expected to take longer.'),
  default_model: model.nullish().describe('The measure of savings, and the first of the manual strategy.'),
  fallback_chain: z
    .union([model, models])
    .nullish()
    .describe('Tried after the models of the request; models, or a chain.'),
  chains: z.record(z.string().min(1), chainEntry).optional().describe('Named, ordered lists of models.'),
  task_preferences: z
    .record(z.string().min(1), taskPreferenceEntry)
    .optional()
    .describe('Task type to models, best first.'),
});

export type RoutingRulesEntry = z.infer<typeof routingRulesEntry>;
