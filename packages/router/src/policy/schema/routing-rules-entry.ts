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
      description: z.string().optional().describe('Its purpose, for display.'),
      models: models.describe('The models, in order.'),
    }),
  ])
  .describe('Models in order, or a mapping of description and models.');

const taskStrategy = strategyName.optional().describe('Orders these models. Default: default_strategy.');

const taskPreferenceEntry = z
  .union([
    model,
    models,
    z.strictObject({ models: models.describe('The models, best first.'), strategy: taskStrategy }),
    z.strictObject({ chain: z.string().min(1).describe('The name of a chain.'), strategy: taskStrategy }),
  ])
  .describe('A model, a list of models, the name of a chain, or a mapping of models or chain, and strategy.');

/** The rules for choosing models, in the file's form. */
export const routingRulesEntry = z.strictObject({
  default_strategy: strategyName.optional().describe('For requests that name no strategy. Default balanced.'),
  weights: z
    .strictObject({
      cost: weight.describe('A low cost.'),
      quality: weight.describe('A high quality.'),
      latency: weight.describe('A short wait.'),
    })
    .optional()
    .describe('The weights of the balanced strategy; they need not sum to 1. Default 0.48, 0.32, 0.20.'),
  enable_fallback: z
    .boolean()
    .optional()
    .describe('Whether another model is tried after a failed model. Default true.'),
  prefer_local: z.boolean().optional().describe('Puts capable local models first. Default false.'),
  default_provider: z.string().min(1).optional().describe('Put first if it is eligible.'),
  min_quality: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('The minimum quality for requests without a task type, a model and a chain. 0 for none. Default 0.6.'),
  max_latency_ms: z.int().positive().optional().describe('Exclude models whose expected time for an answer is longer.'),
  default_model: model.nullish().describe('The baseline of savings, and the first model of the manual strategy.'),
  fallback_chain: z
    .union([model, models])
    .nullish()
    .describe('Tried after the models of the request; models, or a chain.'),
  chains: z.record(z.string().min(1), chainEntry).optional().describe('Named, ordered lists of models.'),
  task_preferences: z
    .record(z.string().min(1), taskPreferenceEntry)
    .optional()
    .describe('The models of each task type, best first.'),
});

export type RoutingRulesEntry = z.infer<typeof routingRulesEntry>;
