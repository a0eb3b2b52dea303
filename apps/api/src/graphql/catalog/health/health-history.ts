import { scopeToWorkspace } from '../../../access/scope-to-workspace.ts';
import { InputError } from '../../../errors/service-error.ts';
import type { ProbeRun as ProbeRunSource } from '../../../health/probe-log.ts';
import type {
  HealthHistory as HistorySource,
  HealthPoint as PointSource,
  ProviderHistory as ProviderHistorySource,
} from '../../../health/read-health-history.ts';
import { builder } from '../../builder.ts';
import type { GraphqlContext } from '../../context.ts';
import { type CostFacts, withCost } from '../../execution/field-cost.ts';
import { UsageInterval } from '../../usage/usage-input.ts';
import { Provider } from '../providers/provider.ts';

const ProbeRun = builder.objectRef<ProbeRunSource>('ProbeRun').implement({
  description: 'Equal results of probes, one after the other within one hour.',
  fields: (t) => ({
    from: t.expose('fromMs', { type: 'DateTime', description: 'When the first ended.' }),
    to: t.expose('toMs', { type: 'DateTime', description: 'When the last ended.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
    reachable: t.exposeBoolean('isReachable', { description: 'Whether the provider answered.' }),
    latencyMs: t.int({
      description: 'How long the last took, milliseconds.',
      resolve: ({ latencyMs }) => Math.round(latencyMs),
    }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The problem in one sentence; null where it answered with its list of models.',
    }),
  }),
});

const HealthPoint = builder.objectRef<PointSource>('HealthPoint').implement({
  description: 'The evidence of one hour or day about a provider.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Where the hour or day begins, UTC.' }),
    calls: t.exposeInt('calls', { description: 'Calls to its models.' }),
    failures: t.exposeInt('failures', { description: 'Calls that failed.' }),
    averageLatencyMs: t.int({
      nullable: true,
      description: 'Average over the calls that succeeded, milliseconds; null without any.',
      resolve: ({ averageLatencyMs }) => (averageLatencyMs === null ? null : Math.round(averageLatencyMs)),
    }),
    probes: t.field({
      type: [ProbeRun],
      extensions: withCost({ items: 2 }),
      description: 'Its probes by this process since its start; empty where calls alone are known.',
      resolve: ({ probes }) => [...probes],
    }),
  }),
});

/** Hours of three days, the longest span by the hour. Providers without a key have none. */
const pointsOf = ({ providers, configuredProviders }: CostFacts, isOfAll: boolean): number =>
  isOfAll ? (72 * Math.max(1, configuredProviders)) / Math.max(1, providers) : 72;

const ProviderHistory = builder.objectRef<ProviderHistorySource>('ProviderHistory').implement({
  description: 'The health of one provider over time.',
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, description: 'The provider.' }),
    points: t.field({
      type: [HealthPoint],
      extensions: withCost({ items: pointsOf }),
      description: 'Oldest first, without hours or days of which nothing is known.',
      resolve: ({ points }) => [...points],
    }),
  }),
});

const HealthHistory = builder.objectRef<HistorySource>('HealthHistory').implement({
  description: 'The health of all providers over time.',
  fields: (t) => ({
    from: t.expose('from', { type: 'DateTime', description: 'The start of the span.' }),
    to: t.expose('to', { type: 'DateTime', description: 'The end of the span, exclusive.' }),
    interval: t.expose('interval', {
      type: UsageInterval,
      description: 'The step of the points: hours up to three days, else days.',
    }),
    providers: t.field({
      type: [ProviderHistory],
      extensions: withCost({ items: ({ providers }) => providers, listsAll: true }),
      description: 'All providers of the catalog.',
      resolve: ({ providers }) => [...providers],
    }),
  }),
});

const dayMs = 86_400_000;

/** The arguments of a span, `from` at most 90 days before `to`. */
type Span = { from: Date; to?: Date | null | undefined };

function readHistory({ from, to }: Span, { services, viewer }: GraphqlContext): Promise<HistorySource> {
  const end = to ?? new Date();
  const spanMs = end.getTime() - from.getTime();
  if (spanMs <= 0) throw new InputError('to', 'must be later than from');
  if (spanMs > 90 * dayMs) {
    throw new InputError('from', `may lie at most 90 days before to, not ${Math.ceil(spanMs / dayMs)}`);
  }
  const workspaceId = scopeToWorkspace(viewer, null, services.workspaces);
  return services.readHealthHistory({ from, to: end, workspaceId });
}

const start = 'The start, at most 90 days before `to`.';
const endOfSpan = 'The end, exclusive; now when left out.';

builder.queryField('healthHistory', (t) =>
  t.field({
    type: HealthHistory,
    extensions: withCost({ work: 500 }),
    authScopes: { can: 'read' },
    description:
      "The health of all providers over time. Calls are those that the viewer may see; they survive a restart. Probes are this process's since its start: the latest 200 changes of each provider.",
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: start }),
      to: t.arg({ type: 'DateTime', description: endOfSpan }),
    },
    resolve: (_root, span, context) => readHistory(span, context),
  }),
);

builder.queryField('providerHealth', (t) =>
  t.field({
    type: ProviderHistory,
    nullable: true,
    extensions: withCost({ work: 500 }),
    authScopes: { can: 'read' },
    description: 'The health of one provider over time, as in `healthHistory`. Null where the provider does not exist.',
    args: {
      provider: t.arg.id({ required: true, description: 'The id of the provider.' }),
      from: t.arg({ type: 'DateTime', required: true, description: start }),
      to: t.arg({ type: 'DateTime', description: endOfSpan }),
    },
    resolve: async (_root, { provider: id, ...span }, context) => {
      const { providers } = await readHistory(span, context);
      return providers.find(({ provider }) => provider.id === id) ?? null;
    },
  }),
);
