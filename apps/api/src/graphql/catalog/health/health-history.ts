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
  description: 'Equal results of consecutive probes within one hour.',
  fields: (t) => ({
    from: t.expose('fromMs', { type: 'DateTime', description: 'The end of the first probe.' }),
    to: t.expose('toMs', { type: 'DateTime', description: 'The end of the last probe.' }),
    count: t.exposeInt('count', { description: 'The number of probes.' }),
    reachable: t.exposeBoolean('isReachable', { description: 'Whether the provider answered.' }),
    latencyMs: t.int({
      description: 'The duration of the last probe, milliseconds.',
      resolve: ({ latencyMs }) => Math.round(latencyMs),
    }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The problem in one sentence; null if the provider answered with its list of models.',
    }),
  }),
});

const HealthPoint = builder.objectRef<PointSource>('HealthPoint').implement({
  description: 'The health data of one hour or day of a provider.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The start of the hour or day, UTC.' }),
    calls: t.exposeInt('calls', { description: 'Calls to models of the provider.' }),
    failures: t.exposeInt('failures', { description: 'Calls that failed.' }),
    averageLatencyMs: t.int({
      nullable: true,
      description: 'Average latency of the successful calls, milliseconds; null without any.',
      resolve: ({ averageLatencyMs }) => (averageLatencyMs === null ? null : Math.round(averageLatencyMs)),
    }),
    probes: t.field({
      type: [ProbeRun],
      extensions: withCost({ items: 2 }),
      description: 'Probes by this process since its start; empty if only calls are known.',
      resolve: ({ probes }) => [...probes],
    }),
  }),
});

/** The hours of three days, the longest span with hourly points. Providers without a key have none. */
const pointsOf = ({ providers, configuredProviders }: CostFacts, isOfAll: boolean): number =>
  isOfAll ? (72 * Math.max(1, configuredProviders)) / Math.max(1, providers) : 72;

const ProviderHistory = builder.objectRef<ProviderHistorySource>('ProviderHistory').implement({
  description: 'The health of one provider over time.',
  fields: (t) => ({
    provider: t.expose('provider', { type: Provider, description: 'The provider.' }),
    points: t.field({
      type: [HealthPoint],
      extensions: withCost({ items: pointsOf }),
      description: 'The points, oldest first, without hours or days that have no data.',
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
      description: 'The time between points: an hour for up to three days, else a day.',
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

/** The arguments of a span. `from` is at most 90 days before `to`. */
type Span = { from: Date; to?: Date | null | undefined };

function readHistory({ from, to }: Span, { services, viewer }: GraphqlContext): Promise<HistorySource> {
  const end = to ?? new Date();
  const spanMs = end.getTime() - from.getTime();
  if (spanMs <= 0) throw new InputError('to', 'must be later than from');
  if (spanMs > 90 * dayMs) {
    throw new InputError('from', `may be at most 90 days before to, not ${Math.ceil(spanMs / dayMs)}`);
  }
  const workspaceId = scopeToWorkspace(viewer, null, services.workspaces);
  return services.readHealthHistory({ from, to: end, workspaceId });
}

const start = 'The start, at most 90 days before `to`.';
const endOfSpan = 'The end, exclusive. Default: now.';

builder.queryField('healthHistory', (t) =>
  t.field({
    type: HealthHistory,
    extensions: withCost({ work: 500 }),
    authScopes: { can: 'read' },
    description:
      'The health of all providers over time. It counts the calls that the viewer may see, and these survive a restart. Probes are those of this process since its start: the latest 200 changes of each provider.',
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
    description: 'The health of one provider over time, as in `healthHistory`. Null if the provider does not exist.',
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
