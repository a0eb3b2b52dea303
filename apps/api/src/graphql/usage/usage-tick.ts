import { totalTokens } from '@penstock/providers';
import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import { LatestValues } from '../../events/latest-values.ts';
import type { UsageFigures as FiguresSource } from '../../usage/usage-figures.ts';
import {
  compareSnapshots,
  type ModelTick as ModelSource,
  mergeTicks,
  type UsageTick as TickSource,
} from '../../usage/usage-tick.ts';
import type { UsageSnapshot, UsageWatch } from '../../usage/usage-watch.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { tokenFields } from '../generation/token-fields.ts';

const UsageFigures = builder.objectRef<FiguresSource>('UsageFigures').implement({
  description: 'Totals of calls. Token counts are floating point, because sums may exceed 32 bits.',
  fields: (t) => ({
    calls: t.exposeInt('calls', { description: 'Calls to models.' }),
    failures: t.exposeInt('failures', { description: 'Calls that failed.' }),
    ...tokenFields((bucket, options) => t.exposeFloat(bucket, options)),
    totalTokens: t.float({
      description: 'All tokens.',
      resolve: totalTokens,
    }),
    costUsd: t.expose('costUsd', {
      type: 'Decimal',
      description: 'The cost, US dollars, not rounded, without the unpriced calls.',
    }),
    unpricedCalls: t.exposeInt('unpricedCalls', { description: 'Calls to models without a known price.' }),
  }),
});

const settledDescription =
  'Totals of calls that were settled since the previous tick and began today or yesterday. Zero in the first tick.';

const ModelTick = builder.objectRef<ModelSource>('UsageTickModel').implement({
  description: 'The figures of one model in a tick.',
  fields: (t) => ({
    model: t.exposeID('modelId', { description: "The model's id." }),
    settled: t.expose('settled', { type: UsageFigures, description: settledDescription }),
    today: t.expose('today', { type: UsageFigures, description: 'The totals of its calls of today.' }),
  }),
});

const UsageTick = builder.objectRef<TickSource>('UsageTick').implement({
  description:
    'Usage and cost of calls since the previous tick, and of today so far. A call counts once it is settled.',
  fields: (t) => ({
    snapshot: t.exposeBoolean('isSnapshot', { description: 'True for the first tick.' }),
    day: t.expose('todayMs', { type: 'DateTime', description: 'The start of today, UTC.' }),
    settled: t.expose('settled', { type: UsageFigures, description: settledDescription }),
    today: t.expose('today', { type: UsageFigures, description: 'The totals of all calls of today.' }),
    models: t.field({
      type: [ModelTick],
      description:
        'The same by model, for models called today or settled since the previous tick. The most expensive of today first.',
      resolve: ({ models }) => [...models],
    }),
  }),
});

builder.subscriptionField('usage', (t) =>
  t.field({
    type: UsageTick,
    extensions: withCost({ work: 500 }),
    authScopes: { can: 'read' },
    description:
      'Live spending on all replicas. The first tick has the figures of today. Further ticks follow settlements and the start of a day, at most once a second. A slow reader gets merged ticks.',
    args: { workspace: t.arg.id({ description: 'Only this workspace. Default: all that the key may see.' }) },
    subscribe: (_root, { workspace }, { services, viewer }) =>
      watchUsage(services.usageWatch, scopeToWorkspace(viewer, workspace ?? null, services.workspaces)).until(
        services.closing,
      ),
    resolve: (tick) => tick,
  }),
);

function watchUsage(watch: Pick<UsageWatch, 'subscribe'>, workspaceId: string | null): LatestValues<TickSource> {
  let before: UsageSnapshot | null = null;
  return new LatestValues<TickSource>(
    (tell) =>
      watch.subscribe(workspaceId, (now) => {
        const tick = compareSnapshots(before, now);
        before = now;
        tell(tick);
      }),
    mergeTicks,
  );
}
