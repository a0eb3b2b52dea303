import type { Deployment as DeploymentSource, Model as ModelSource, QualitySource as Source } from '@penstock/router';
import { builder } from '../../builder.ts';
import { withCost } from '../../execution/field-cost.ts';
import { Node } from '../../node-interface.ts';
import { UsageTotals } from '../../usage/usage-totals.ts';
import { Health } from '../health/health.ts';
import { isAvailable } from '../health/is-available.ts';
import { loadModelUsage } from './load-model-usage.ts';
import { Price } from './price.ts';

const QualitySource = builder.enumType('QualitySource', {
  description: "The source of a model's quality score.",
  values: {
    ARENA: { value: 'arena', description: "LMArena's leaderboard of human preference." },
    BENCHMARK: { value: 'benchmark', description: 'Published benchmarks.' },
    ESTIMATE: { value: 'estimate', description: 'An estimate from similar models.' },
    POLICY: { value: 'policy', description: 'Set by the operator.' },
  } as const satisfies Record<string, { value: Source; description: string }>,
});

const Deployment = builder.objectRef<DeploymentSource>('Deployment').implement({
  description: 'One deployment of a model. A model with several balances its calls over them by weight.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id, unique within the model.' }),
    provider: t.exposeID('providerId', { description: 'The provider of the deployment.' }),
    upstreamName: t.exposeString('upstreamName', { description: "The model's name at that provider." }),
    weight: t.exposeFloat('weight', { description: 'Share of the traffic, relative to the other deployments.' }),
  }),
});

export const Model = builder.objectRef<ModelSource>('Model');

Model.implement({
  interfaces: [Node],
  description: 'A model of the catalog, with its facts, its live health and its usage.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id as `provider/name`, for example `openai/gpt-4o-mini`.' }),
    name: t.exposeString('name', { description: 'The part of the id after the provider.' }),
    displayName: t.exposeString('displayName', { description: 'The display name.' }),
    contextWindow: t.exposeInt('contextWindow', { description: 'The most tokens of prompt and answer together.' }),
    maxOutputTokens: t.exposeInt('maxOutputTokens', { description: 'The most tokens of one answer.' }),
    capabilities: t.stringList({
      description: 'Its capabilities, for example `code`, `vision`, `function_calling`.',
      resolve: (model) => [...model.capabilities],
    }),
    tags: t.exposeStringList('tags', { description: "The operator's labels." }),
    useCases: t.exposeStringList('useCases', { description: 'Recommended uses.' }),
    quality: t.float({ description: 'Quality, 0 to 1.', resolve: (model) => model.quality.score }),
    qualitySource: t.field({
      type: QualitySource,
      description: 'The source of the quality score.',
      resolve: (model) => model.quality.source,
    }),
    price: t.field({
      type: Price,
      nullable: true,
      description: 'Its price; null if unknown. A free model has a price of 0.',
      resolve: (model) => model.price,
    }),
    expectedFirstTokenMs: t.int({
      description: 'Expected time to the first token, used until live traffic gives a figure. Milliseconds.',
      resolve: (model) => Math.round(model.expectedLatency.firstTokenMs),
    }),
    expectedTokensPerSecond: t.float({
      description: 'Expected tokens per second after the first token, used until live traffic gives a figure.',
      resolve: (model) => model.expectedLatency.tokensPerSecond,
    }),
    local: t.exposeBoolean('isLocal', { description: "Whether it runs on the operator's own machines." }),
    active: t.exposeBoolean('isActive', { description: 'False if an operator switched it off.' }),
    configured: t.exposeBoolean('isConfigured', {
      description: 'Whether its provider has the required key or address.',
    }),
    available: t.boolean({
      description: 'Whether it can be called now: active, configured, and not known to be down.',
      resolve: (model, _args, context) => isAvailable(model, context.services.health.read(model.id)),
    }),
    takesPrefill: t.exposeBoolean('takesPrefill', {
      description: 'Whether it can continue the text of an interrupted answer.',
    }),
    thinksFirst: t.exposeBoolean('thinksFirst', {
      description: 'Whether it reasons before it answers. It then gets more time to the first token.',
    }),
    releasedAt: t.exposeString('releasedAt', {
      nullable: true,
      description: 'ISO date of its release; null if unknown.',
    }),
    deployments: t.field({
      type: [Deployment],
      extensions: withCost({ items: 2 }),
      description: 'Its deployments; at least one.',
      resolve: (model) => [...model.deployments],
    }),
    health: t.field({
      type: Health,
      description: 'Its health now, from live traffic and probes.',
      resolve: (model, _args, context) => context.services.health.read(model.id),
    }),
    usage: t.loadable({
      type: UsageTotals,
      extensions: withCost({ work: 500 }),
      description: 'Its usage over the last days.',
      args: { days: t.arg.int({ defaultValue: 7, description: 'The number of days, 1 to 90.' }) },
      byPath: true,
      load: (modelIds: string[], context, args) => loadModelUsage(context, modelIds, args.days ?? 7),
      resolve: (model) => model.id,
    }),
  }),
});
