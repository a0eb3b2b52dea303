'use client';

import { Checkbox, Text } from '@mantine/core';
import { modelStatus } from '@penstock/react';
import { type Column, DataTable, type Sort } from '../../components/data-table.tsx';
import { Meter } from '../../components/meter.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatPrice } from '../../format/money.ts';
import { formatCompact, formatCount, formatShare } from '../../format/tokens.ts';
import { HealthStatus } from '../health/health-status.tsx';
import type { Health } from '../health/health-store.ts';
import { PageLink } from '../shell/page-link.tsx';
import { CapabilityIcons } from './capability-icons.tsx';
import type { CatalogModel } from './catalog-model.ts';
import { type Figure, measuredFirst } from './measured.ts';
import classes from './model-table.module.css';
import { qualitySources } from './quality-source.ts';
import type { Spark } from './use-sparks.ts';

/** A model with its live state, and its calls of the last day. */
export type ModelRow = { model: CatalogModel; health: Health | undefined; spark: Spark | undefined };

export const modelColumns: readonly Column<ModelRow>[] = [
  {
    key: 'name',
    label: 'Model',
    value: ({ model }) => model.displayName,
    render: ({ model }) => <NameCell model={model} />,
  },
  {
    key: 'status',
    label: 'Status',
    visibleFrom: 'sm',
    value: ({ model, health }) => modelStatus(model, health).rank,
    render: ({ model }) => <HealthStatus model={model} setupHint={model.provider.setupHint} isWordOnly />,
  },
  {
    key: 'calls',
    label: 'Last 24 h',
    visibleFrom: 'md',
    value: ({ spark }) => spark?.total ?? null,
    render: ({ model, spark }) => <SparkCell name={model.displayName} spark={spark} />,
  },
  {
    key: 'price',
    label: 'Input / Output',
    align: 'right',
    value: ({ model }) => (model.price ? Number(model.price.inputPerMTok) + Number(model.price.outputPerMTok) : null),
    render: ({ model }) => <PriceCell model={model} />,
  },
  {
    key: 'context',
    label: 'Window',
    align: 'right',
    visibleFrom: 'sm',
    value: ({ model }) => model.contextWindow,
    render: ({ model }) => (
      <span
        data-hint={`${formatCount(model.contextWindow)} tokens, ${formatCount(model.maxOutputTokens)} of them output`}
      >
        {formatCompact(model.contextWindow)}
      </span>
    ),
  },
  {
    key: 'quality',
    label: 'Quality',
    visibleFrom: 'md',
    value: ({ model }) => model.quality,
    render: ({ model }) => (
      <div className={classes.quality} data-hint={qualitySources[model.qualitySource]}>
        <Meter value={model.quality} label="Quality" />
        {Math.round(model.quality * 100)}
      </div>
    ),
  },
  {
    key: 'latency',
    label: 'First token',
    align: 'right',
    visibleFrom: 'lg',
    value: (row) => firstTokenOf(row).value,
    render: (row) => <FirstTokenCell row={row} />,
  },
  {
    key: 'capabilities',
    label: 'Capabilities',
    visibleFrom: 'lg',
    render: ({ model }) => <CapabilityIcons capabilities={model.capabilities} limit={5} />,
  },
];

type ModelTableProps = {
  rows: readonly ModelRow[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  isLoading: boolean;
  compared: readonly string[];
  /** Whether the comparison is full. */
  isFull: boolean;
  onCompare: (id: string, isCompared: boolean) => void;
};

/** The catalog as a table. A row links to its model, and can be added to the comparison. */
export function ModelTable({ rows, sort, onSort, isLoading, compared, isFull, onCompare }: ModelTableProps) {
  const compareColumn: Column<ModelRow> = {
    key: 'compare',
    label: 'Compare',
    render: ({ model }) => {
      const isCompared = compared.includes(model.id);
      return (
        <Checkbox
          size="xs"
          className={classes.compare}
          aria-label={`Compare ${model.displayName}`}
          checked={isCompared}
          disabled={isFull && !isCompared}
          onChange={(event) => onCompare(model.id, event.currentTarget.checked)}
        />
      );
    },
  };
  return (
    <DataTable
      label="Models"
      columns={[...modelColumns, compareColumn]}
      rows={rows}
      rowKey={({ model }) => model.id}
      isMuted={({ model, health }) => !modelStatus(model, health).isUsable}
      sort={sort}
      onSort={onSort}
      isLoading={isLoading}
      pageSize={100}
    />
  );
}

function NameCell({ model }: { model: CatalogModel }) {
  return (
    <div className={classes.name}>
      <span className={classes.narrowStatus}>
        <HealthStatus model={model} setupHint={model.provider.setupHint} isCompact />
      </span>
      <div className={classes.names}>
        <PageLink href={`/models/${model.id}`} className={classes.link} data-id={model.id}>
          {model.displayName}
        </PageLink>
        <div className={classes.id}>
          {model.id}
          {model.local && <span className={classes.local}>local</span>}
        </div>
      </div>
    </div>
  );
}

function SparkCell({ name, spark }: { name: string; spark: Spark | undefined }) {
  if (spark === undefined) return <span className={classes.expected}>no calls</span>;
  const text = `${formatCount(spark.total)} calls in the last 24 hours, ${formatShare(spark.failures / spark.total)} failed`;
  return (
    <div className={classes.spark} data-hint={text}>
      <Sparkline values={spark.calls} label={`${name}: ${text}`} width={72} height={20} />
    </div>
  );
}

function PriceCell({ model: { price } }: { model: CatalogModel }) {
  if (!price) {
    return (
      <Text
        span
        size="sm"
        c="dimmed"
        data-hint="The price is unknown, so the cost is not counted. The model may not be free."
      >
        Unpriced
      </Text>
    );
  }
  if (Number(price.inputPerMTok) === 0 && Number(price.outputPerMTok) === 0) return 'Free';
  return (
    <span data-hint="US dollars per million tokens">
      {formatPrice(price.inputPerMTok)} <span className={classes.slash}>/</span> {formatPrice(price.outputPerMTok)}
    </span>
  );
}

/** The time to the first token: measured, else expected. */
export function firstTokenOf({ model, health, spark }: ModelRow): Figure {
  const measurements = [
    { value: health?.firstTokenMs, over: 'last 5 min' },
    { value: spark?.firstTokenMs, over: 'last 24 h' },
  ];
  return measuredFirst(measurements, model.expectedFirstTokenMs);
}

function FirstTokenCell({ row }: { row: ModelRow }) {
  const { value, isMeasured, origin } = firstTokenOf(row);
  return (
    <span
      className={isMeasured ? undefined : classes.expected}
      data-hint={isMeasured ? `First token: ${origin}` : 'Expected by the catalog; nothing is measured'}
    >
      {isMeasured ? formatDuration(value) : `exp. ${formatDuration(value)}`}
    </span>
  );
}
