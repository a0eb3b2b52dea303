import type { UsageGroup as GroupSource, UsageReport as ReportSource } from '../../usage/usage-report.ts';
import { builder } from '../builder.ts';
import { UsageTotals } from './usage-totals.ts';

const UsageGroup = builder.objectRef<GroupSource>('UsageGroup').implement({
  description: 'Usage of one combination of the requested groups.',
  fields: (t) => ({
    model: t.exposeID('model', { nullable: true, description: 'The model, where grouped by it.' }),
    provider: t.exposeID('provider', { nullable: true, description: 'The provider, where grouped by it.' }),
    workspace: t.exposeID('workspace', { nullable: true, description: 'The workspace, where grouped by it.' }),
    apiKey: t.exposeID('apiKey', { nullable: true, description: 'The API key, where grouped by it.' }),
    taskType: t.exposeString('taskType', { nullable: true, description: 'The task type, where grouped by it.' }),
    endUser: t.exposeString('endUser', { nullable: true, description: 'The end user, where grouped by it.' }),
    session: t.exposeString('session', { nullable: true, description: 'The session, where grouped by it.' }),
    tag: t.exposeString('tag', { nullable: true, description: 'The tag, where grouped by it.' }),
    totals: t.expose('totals', { type: UsageTotals, description: 'Its sums and averages.' }),
  }),
});

const UsagePoint = builder.objectRef<ReportSource['series'][number]>('UsagePoint').implement({
  description: 'Usage within one hour or day, of one group.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Where the hour or day begins, UTC.' }),
    model: t.exposeID('model', { nullable: true, description: 'The model, where grouped by it.' }),
    provider: t.exposeID('provider', { nullable: true, description: 'The provider, where grouped by it.' }),
    workspace: t.exposeID('workspace', { nullable: true, description: 'The workspace, where grouped by it.' }),
    apiKey: t.exposeID('apiKey', { nullable: true, description: 'The API key, where grouped by it.' }),
    taskType: t.exposeString('taskType', { nullable: true, description: 'The task type, where grouped by it.' }),
    endUser: t.exposeString('endUser', { nullable: true, description: 'The end user, where grouped by it.' }),
    session: t.exposeString('session', { nullable: true, description: 'The session, where grouped by it.' }),
    tag: t.exposeString('tag', { nullable: true, description: 'The tag, where grouped by it.' }),
    totals: t.expose('totals', { type: UsageTotals, description: 'Its sums and averages.' }),
  }),
});

export const UsageReport = builder.objectRef<ReportSource>('UsageReport').implement({
  description: 'Usage and cost of calls to models over a span of time.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      description:
        'The start of the span: as requested, or earlier at the full hour, where the records that would cut it are no longer kept.',
    }),
    to: t.expose('to', {
      type: 'DateTime',
      description:
        'The end of the span: as requested, or later at the full hour, where the records that would cut it are no longer kept.',
    }),
    totals: t.expose('totals', { type: UsageTotals, description: 'Over all calls of the span.' }),
    groups: t.field({
      type: [UsageGroup],
      description: 'By `groupBy`, the most expensive first; empty without it.',
      resolve: (report) => [...report.groups],
    }),
    series: t.field({
      type: [UsagePoint],
      description: 'By `interval`, oldest first; empty without it.',
      resolve: (report) => [...report.series],
    }),
  }),
});
