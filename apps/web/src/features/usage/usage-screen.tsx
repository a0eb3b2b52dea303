'use client';

import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useSearchParams } from 'next/navigation';
import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { StackedChart } from '../../components/chart/stacked-chart.tsx';
import type { Sort } from '../../components/data-table.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatRow } from '../../components/stat-row.tsx';
import { Empty } from '../../components/states.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact, formatCount, formatShare } from '../../format/tokens.ts';
import { changeAddress } from '../shell/address.ts';
import { RangePicker } from '../shell/range-picker.tsx';
import { useViewRange } from '../shell/view-range.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import classes from './usage.module.css';
import { UsageQuery, type UsageReport } from './usage-documents.ts';
import { dimensions, readDimension, toUsageInput, usageFilters } from './usage-question.ts';
import { chartOf, type Measure, measures, rowsOf, toCsv } from './usage-rows.ts';
import { UsageTable } from './usage-table.tsx';

/** Usage and cost by one dimension, as a chart and a table. The address contains the query. */
export function UsageScreen() {
  const search = useSearchParams().toString();
  const range = useViewRange();
  const { workspaceId } = useWorkspaceScope();
  const parameters = useMemo(() => new URLSearchParams(search), [search]);
  const asked = JSON.stringify(toUsageInput(parameters, range, workspaceId));
  const input = useMemo(() => JSON.parse(asked) as ReturnType<typeof toUsageInput>, [asked]);
  const [result, read] = useQuery({ query: UsageQuery, variables: { input } });
  return (
    <Page>
      <PageHeader title="Usage" text="Calls to models, tokens and cost; days are in UTC">
        <div className={classes.scope}>
          <WorkspacePicker />
          <RangePicker />
        </div>
      </PageHeader>
      <div className={classes.tools}>
        <Select
          size="xs"
          label="By"
          data={Object.entries(dimensions).map(([value, { label }]) => ({ value, label }))}
          value={readDimension(parameters.get('by'))}
          onChange={(by) => changeAddress({ by })}
          allowDeselect={false}
        />
        <UsageFilter parameters={parameters} />
      </div>
      <QueryView
        result={result}
        what="Usage"
        onRetry={() => read({ requestPolicy: 'network-only' })}
        isEmpty={({ usage }) => usage.totals.calls === 0}
        empty={<Empty title="No calls in this range" text="Widen the time range, or remove a filter." />}
      >
        {({ usage }) => <Report report={usage} parameters={parameters} onRange={range.setRange} />}
      </QueryView>
    </Page>
  );
}

const filterLabels: Readonly<Record<keyof typeof usageFilters, string>> = {
  model: 'Model',
  provider: 'Provider',
  key: 'API key id',
  task: 'Task type',
  endUser: 'End user',
  session: 'Session',
  tag: 'Tag',
};

type FilterName = keyof typeof usageFilters;
const waitMs = 300;

/** One filter: its member and its value. The typed text is local, and the address follows. */
function UsageFilter({ parameters }: { parameters: URLSearchParams }) {
  const names = Object.keys(usageFilters) as FilterName[];
  const used = names.find((name) => parameters.get(name)) ?? null;
  const [member, setMember] = useState<FilterName>(used ?? 'model');
  const [value, setValue] = useState(used === null ? '' : (parameters.get(used) ?? ''));
  const apply = useDebouncedCallback((name: FilterName, text: string) => {
    changeAddress(Object.fromEntries(names.map((each) => [each, each === name && text !== '' ? text : null])));
  }, waitMs);
  return (
    <>
      <Select
        size="xs"
        label="Only"
        data={names.map((name) => ({ value: name, label: filterLabels[name] }))}
        value={member}
        allowDeselect={false}
        onChange={(name) => {
          if (name === null) return;
          setMember(name as FilterName);
          apply(name as FilterName, value);
        }}
      />
      <TextInput
        size="xs"
        label={filterLabels[member]}
        placeholder="Any"
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          apply(member, event.currentTarget.value.trim());
        }}
      />
    </>
  );
}

type ReportProps = { report: UsageReport; parameters: URLSearchParams; onRange: (from: Date, to: Date) => void };

function Report({ report, parameters, onRange }: ReportProps) {
  const by = readDimension(parameters.get('by'));
  const [measure, setMeasure] = useState<Measure>('cost');
  const [sort, setSort] = useState<Sort>({ key: by === 'day' ? 'key' : 'cost', isDescending: by !== 'day' });
  const rows = useMemo(() => rowsOf(report, by), [report, by]);
  const chart = useMemo(() => chartOf(report, by, measure), [report, by, measure]);
  const { totals } = report;
  const isMoney = measure === 'cost';
  return (
    <div className={classes.stack}>
      <StatRow
        stats={[
          {
            label: 'Cost',
            value: formatUsd(totals.costUsd),
            note: totals.unpricedCalls > 0 ? `${formatCount(totals.unpricedCalls)} unpriced calls` : undefined,
          },
          { label: 'Calls', value: formatCount(totals.calls) },
          { label: 'Success', value: formatShare(totals.successRate), note: `${formatCount(totals.failures)} failed` },
          { label: 'Tokens', value: formatCompact(totals.totalTokens) },
          { label: 'Average time', value: formatDuration(totals.averageLatencyMs) },
          { label: 'Rescued', value: formatCount(totals.fallbacks) },
          { label: 'Saved', value: formatUsd(totals.savedUsd) },
        ]}
      />
      <Card
        title={by === 'day' ? 'Over time' : `${measures[measure].label} by ${dimensions[by].label.toLowerCase()}`}
        aside={
          <SegmentedControl
            size="xs"
            aria-label="What the chart shows"
            data={Object.entries(measures).map(([value, { label }]) => ({ value, label }))}
            value={measure}
            onChange={(value) => setMeasure(value as Measure)}
          />
        }
      >
        <StackedChart
          label={`${measures[measure].label} over time`}
          {...chart}
          formatValue={(value) => (isMoney ? formatUsd(value) : formatCompact(value))}
          onRange={onRange}
        />
      </Card>
      <Card
        title={`By ${dimensions[by].label.toLowerCase()}`}
        aside={<DownloadButton name={`usage-by-${by}.csv`} text={() => toCsv(rows, by)} />}
      >
        <UsageTable rows={rows} by={by} sort={sort} onSort={setSort} />
      </Card>
    </div>
  );
}
