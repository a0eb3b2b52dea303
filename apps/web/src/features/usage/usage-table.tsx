'use client';

import { useQuery } from 'urql';
import { type Column, DataTable, type Sort } from '../../components/data-table.tsx';
import { sortRows } from '../../components/sort-rows.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact, formatCount, formatShare } from '../../format/tokens.ts';
import { KeyNames } from './usage-documents.ts';
import { type DimensionName, dimensions } from './usage-question.ts';
import type { UsageRow } from './usage-rows.ts';

type Props = { rows: readonly UsageRow[]; by: DimensionName; sort: Sort; onSort: (sort: Sort) => void };

const figures: readonly Column<UsageRow>[] = [
  {
    key: 'calls',
    label: 'Calls',
    align: 'right',
    render: ({ totals }) => formatCount(totals.calls),
    value: ({ totals }) => totals.calls,
  },
  {
    key: 'success',
    label: 'Success',
    align: 'right',
    visibleFrom: 'sm',
    render: ({ totals }) => formatShare(totals.successRate),
    value: ({ totals }) => totals.successRate,
  },
  {
    key: 'tokens',
    label: 'Tokens',
    align: 'right',
    visibleFrom: 'sm',
    render: ({ totals }) => formatCompact(totals.totalTokens),
    value: ({ totals }) => totals.totalTokens,
  },
  {
    key: 'time',
    label: 'Average time',
    align: 'right',
    visibleFrom: 'md',
    render: ({ totals }) => formatDuration(totals.averageLatencyMs),
    value: ({ totals }) => totals.averageLatencyMs,
  },
  {
    key: 'fallbacks',
    label: 'Rescued',
    align: 'right',
    visibleFrom: 'lg',
    render: ({ totals }) => formatCount(totals.fallbacks),
    value: ({ totals }) => totals.fallbacks,
  },
  {
    key: 'saved',
    label: 'Saved',
    align: 'right',
    visibleFrom: 'lg',
    render: ({ totals }) => formatUsd(totals.savedUsd),
    value: ({ totals }) => (totals.savedUsd === null ? null : Number(totals.savedUsd)),
  },
  {
    key: 'cost',
    label: 'Cost',
    align: 'right',
    render: ({ totals }) => formatUsd(totals.costUsd),
    value: ({ totals }) => Number(totals.costUsd),
  },
];

/** A row for each value of the dimension. Keys are shown by name. */
export function UsageTable({ rows, by, sort, onSort }: Props) {
  const [{ data }] = useQuery({ query: KeyNames, pause: by !== 'apiKey' });
  const names = new Map((data?.apiKeys ?? []).map(({ id, name }) => [id, name]));
  const label = ({ key }: UsageRow): string => names.get(key) ?? key;
  const columns: readonly Column<UsageRow>[] = [
    {
      key: 'key',
      label: dimensions[by].label,
      render: (row) => <span data-id={row.key}>{label(row)}</span>,
      value: label,
    },
    ...figures,
  ];
  const value = columns.find(({ key }) => key === sort.key)?.value;
  const sorted = value ? sortRows(rows, value, sort.isDescending) : rows;
  return (
    <DataTable
      label={`Usage by ${dimensions[by].label.toLowerCase()}`}
      columns={columns}
      rows={sorted}
      rowKey={({ key }) => key}
      sort={sort}
      onSort={onSort}
      isInCard
    />
  );
}
