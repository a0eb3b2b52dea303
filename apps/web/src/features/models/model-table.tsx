'use client';

import { Text, Tooltip } from '@mantine/core';
import Link from 'next/link';
import { type Column, DataTable, type Sort } from '../../components/data-table.tsx';
import { Meter } from '../../components/meter.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatPrice } from '../../format/money.ts';
import { formatCompact, formatCount, formatSpeed } from '../../format/tokens.ts';
import { HealthStatus } from '../health/health-status.tsx';
import type { Health } from '../health/health-store.ts';
import { isUsable, type ModelState, modelState } from '../health/model-state.ts';
import { CapabilityIcons } from './capability-icons.tsx';
import type { CatalogModel } from './catalog-model.ts';
import classes from './model-table.module.css';
import { qualitySources } from './quality-source.ts';

/** A model with its live state. */
export type ModelRow = { model: CatalogModel; health: Health | undefined };

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
    value: ({ model, health }) => stateRanks[modelState(model, health)],
    render: ({ model }) => <HealthStatus model={model} setupHint={model.provider.setupHint} isWordOnly />,
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
    label: 'Context',
    align: 'right',
    visibleFrom: 'sm',
    value: ({ model }) => model.contextWindow,
    render: ({ model }) => (
      <Tooltip
        label={`${formatCount(model.contextWindow)} tokens, ${formatCount(model.maxOutputTokens)} of them output`}
      >
        <span>{formatCompact(model.contextWindow)}</span>
      </Tooltip>
    ),
  },
  {
    key: 'quality',
    label: 'Quality',
    visibleFrom: 'md',
    value: ({ model }) => model.quality,
    render: ({ model }) => (
      <Tooltip label={qualitySources[model.qualitySource]}>
        <div className={classes.quality}>
          <Meter value={model.quality} label="Quality" />
          {Math.round(model.quality * 100)}
        </div>
      </Tooltip>
    ),
  },
  {
    key: 'latency',
    label: 'First token',
    align: 'right',
    visibleFrom: 'md',
    value: ({ model, health }) => health?.firstTokenMs ?? model.expectedFirstTokenMs,
    render: ({ model, health }) => (
      <Measured isLive={Boolean(health?.firstTokenMs)}>
        {formatDuration(health?.firstTokenMs ?? model.expectedFirstTokenMs)}
      </Measured>
    ),
  },
  {
    key: 'speed',
    label: 'Speed',
    align: 'right',
    visibleFrom: 'lg',
    value: ({ model, health }) => health?.tokensPerSecond ?? model.expectedTokensPerSecond,
    render: ({ model, health }) => (
      <Measured isLive={Boolean(health?.tokensPerSecond)}>
        {formatSpeed(health?.tokensPerSecond ?? model.expectedTokensPerSecond)}
      </Measured>
    ),
  },
  {
    key: 'capabilities',
    label: 'Capabilities',
    visibleFrom: 'lg',
    render: ({ model }) => <CapabilityIcons capabilities={model.capabilities} limit={5} />,
  },
];

/** Models with and without recent traffic sort alike, so that rows keep their place when traffic comes. */
const stateRanks: Readonly<Record<ModelState, number>> = {
  AVAILABLE: 0,
  UNKNOWN: 0,
  SLOW: 1,
  UNAVAILABLE: 2,
  UNCONFIGURED: 3,
  OFF: 4,
};

type ModelTableProps = { rows: readonly ModelRow[]; sort: Sort; onSort: (sort: Sort) => void; isLoading: boolean };

/** The catalog as a table. A row links to its model. */
export function ModelTable({ rows, sort, onSort, isLoading }: ModelTableProps) {
  return (
    <DataTable
      label="Models"
      columns={modelColumns}
      rows={rows}
      rowKey={({ model }) => model.id}
      isMuted={({ model, health }) => !isUsable(modelState(model, health))}
      sort={sort}
      onSort={onSort}
      isLoading={isLoading}
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
        <Link href={`/models/${model.id}`} className={classes.link}>
          {model.displayName}
        </Link>
        <div className={classes.id}>
          {model.id}
          {model.local && <span className={classes.local}>local</span>}
        </div>
      </div>
    </div>
  );
}

function PriceCell({ model: { price } }: { model: CatalogModel }) {
  if (!price) {
    return (
      <Tooltip label="The price is unknown, so the cost is not counted. The model may not be free.">
        <Text span size="sm" c="dimmed">
          Unpriced
        </Text>
      </Tooltip>
    );
  }
  if (Number(price.inputPerMTok) === 0 && Number(price.outputPerMTok) === 0) return 'Free';
  return (
    <Tooltip label="US dollars per million tokens">
      <span>
        {formatPrice(price.inputPerMTok)} <span className={classes.slash}>/</span> {formatPrice(price.outputPerMTok)}
      </span>
    </Tooltip>
  );
}

/** A figure of live traffic, or a paler expected figure without traffic. */
function Measured({ isLive, children }: { isLive: boolean; children: string }) {
  return (
    <Tooltip label={isLive ? 'Measured on live traffic' : 'Expected; no traffic yet'}>
      <span className={isLive ? undefined : classes.expected}>{children}</span>
    </Tooltip>
  );
}
