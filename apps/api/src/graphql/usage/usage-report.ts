import type { UsageGroup as GroupSource, UsageReport as ReportSource } from '../../usage/usage-report.ts';
import { builder } from '../builder.ts';
import { UsageTotals } from './usage-totals.ts';

const UsageGroup = builder.objectRef<GroupSource>('UsageGroup').implement({
  description: 'Usage of one combination of the requested groups.',
  fields: (t) => ({
    model: t.exposeID('model', { nullable: true, description: 'The model, if grouped by it.' }),
    provider: t.exposeID('provider', { nullable: true, description: 'The provider, if grouped by it.' }),
    workspace: t.exposeID('workspace', { nullable: true, description: 'The workspace, if grouped by it.' }),
    apiKey: t.exposeID('apiKey', { nullable: true, description: 'The API key, if grouped by it.' }),
    taskType: t.exposeString('taskType', { nullable: true, description: 'The task type, if grouped by it.' }),
    endUser: t.exposeString('endUser', { nullable: true, description: 'The end user, if grouped by it.' }),
    session: t.exposeString('session', { nullable: true, description: 'The session, if grouped by it.' }),
    tag: t.exposeString('tag', { nullable: true, description: 'The tag, if grouped by it.' }),
    totals: t.expose('totals', { type: UsageTotals, description: 'The sums and averages.' }),
  }),
});

const UsagePoint = builder.objectRef<ReportSource['series'][number]>('UsagePoint').implement({
  description: 'Usage within one hour or day, of one group.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The start of the hour or day, UTC.' }),
    model: t.exposeID('model', { nullable: true, description: 'The model, if grouped by it.' }),
    provider: t.exposeID('provider', { nullable: true, description: 'The provider, if grouped by it.' }),
    workspace: t.exposeID('workspace', { nullable: true, description: 'The workspace, if grouped by it.' }),
    apiKey: t.exposeID('apiKey', { nullable: true, description: 'The API key, if grouped by it.' }),
    taskType: t.exposeString('taskType', { nullable: true, description: 'The task type, if grouped by it.' }),
    endUser: t.exposeString('endUser', { nullable: true, description: 'The end user, if grouped by it.' }),
    session: t.exposeString('session', { nullable: true, description: 'The session, if grouped by it.' }),
    tag: t.exposeString('tag', { nullable: true, description: 'The tag, if grouped by it.' }),
    totals: t.expose('totals', { type: UsageTotals, description: 'The sums and averages.' }),
  }),
});

export const UsageReport = builder.objectRef<ReportSource>('UsageReport').implement({
  description: 'Usage and cost of calls to models over a span of time.',
  fields: (t) => ({
    from: t.expose('from', {
      type: 'DateTime',
      description:
        'The start of the span as requested. It is earlier, at the full hour, if the records of that hour are no longer stored.',
    }),
    to: t.expose('to', {
      type: 'DateTime',
      description:
        'The end of the span as requested. It is later, at the full hour, if the records of that hour are no longer stored.',
    }),
    totals: t.expose('totals', { type: UsageTotals, description: 'The totals over all calls of the span.' }),
    groups: t.field({
      type: [UsageGroup],
      description: 'The groups of `groupBy`, the most expensive first; empty without it.',
      resolve: (report) => [...report.groups],
    }),
    series: t.field({
      type: [UsagePoint],
      description: 'The points of `interval`, oldest first; empty without it.',
      resolve: (report) => [...report.series],
    }),
  }),
});
