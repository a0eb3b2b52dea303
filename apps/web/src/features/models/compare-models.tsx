'use client';

import { ActionIcon, Button, Drawer } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { formatPrice } from '../../format/money.ts';
import { formatCompact, formatCount, formatShare, formatSpeed } from '../../format/tokens.ts';
import { HealthStatus } from '../health/health-status.tsx';
import { PageLink } from '../shell/page-link.tsx';
import { CapabilityBadges } from './capability-icons.tsx';
import classes from './compare-models.module.css';
import { type Figure, measuredFirst } from './measured.ts';
import { firstTokenOf, type ModelRow } from './model-table.tsx';
import { qualitySources } from './quality-source.ts';

type CompareModelsProps = {
  /** The chosen models, at least one. */
  rows: readonly ModelRow[];
  isOpen: boolean;
  onOpen: () => void;
  onClose: () => void;
  onRemove: (id: string) => void;
  onClear: () => void;
};

const facts: readonly { label: string; value: (row: ModelRow) => ReactNode }[] = [
  {
    label: 'Status',
    value: ({ model }) => <HealthStatus model={model} setupHint={model.provider.setupHint} isWordOnly />,
  },
  { label: 'Input, per M tokens', value: ({ model }) => priceText(model.price?.inputPerMTok) },
  { label: 'Cached input', value: ({ model }) => priceText(model.price?.cachedInputPerMTok) },
  { label: 'Output', value: ({ model }) => priceText(model.price?.outputPerMTok) },
  { label: 'Window, tokens', value: ({ model }) => formatCompact(model.contextWindow) },
  { label: 'Longest output', value: ({ model }) => formatCompact(model.maxOutputTokens) },
  {
    label: 'Quality, of 100',
    value: ({ model }) => (
      <>
        {Math.round(model.quality * 100)} <small>{qualitySources[model.qualitySource]}</small>
      </>
    ),
  },
  {
    label: 'First token',
    value: (row) => withOrigin(firstTokenOf(row), formatDuration),
  },
  {
    label: 'Speed',
    value: ({ model, health }) =>
      withOrigin(
        measuredFirst([{ value: health?.tokensPerSecond, over: 'last 5 min' }], model.expectedTokensPerSecond),
        formatSpeed,
      ),
  },
  {
    label: 'Calls, last 24 h',
    value: ({ spark }) => (spark === undefined ? 'none' : formatCount(spark.total)),
  },
  {
    label: 'Failed of these',
    value: ({ spark }) => (spark === undefined ? '–' : formatShare(spark.failures / spark.total)),
  },
  { label: 'Capabilities', value: ({ model }) => <CapabilityBadges capabilities={model.capabilities} /> },
];

/** A bar with the number of chosen models, and a drawer that shows them side by side. */
export function CompareModels({ rows, isOpen, onOpen, onClose, onRemove, onClear }: CompareModelsProps) {
  return (
    <>
      <section className={classes.bar} aria-label="Chosen models">
        <span className={classes.count}>
          {rows.length === 1 ? '1 model chosen: choose another to compare' : `${rows.length} models chosen`}
        </span>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
          Clear
        </Button>
        <Button size="compact-sm" disabled={rows.length < 2} onClick={onOpen}>
          Compare
        </Button>
      </section>
      <Drawer
        opened={isOpen}
        onClose={onClose}
        position="bottom"
        size="min(680px, 88dvh)"
        title="Compare"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Comparison rows={rows} onRemove={onRemove} />
      </Drawer>
    </>
  );
}

function Comparison({ rows, onRemove }: Pick<CompareModelsProps, 'rows' | 'onRemove'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reached by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="Comparison">
      <table className={classes.table} style={{ minWidth: 140 + rows.length * 160 }}>
        <thead>
          <tr>
            <td />
            {rows.map(({ model }) => (
              <th key={model.id} scope="col" data-id={model.id}>
                <div className={classes.head}>
                  <PageLink href={`/models/${model.id}`} className={classes.link}>
                    {model.displayName}
                  </PageLink>
                  <ActionIcon
                    size="sm"
                    variant="subtle"
                    color="gray"
                    aria-label={`Do not compare ${model.displayName}`}
                    onClick={() => onRemove(model.id)}
                  >
                    <IconX size={14} />
                  </ActionIcon>
                </div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map(({ label, value }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {rows.map((row) => (
                <td key={row.model.id}>{value(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function priceText(price: string | undefined): string {
  return price === undefined ? 'unpriced' : formatPrice(price);
}

function withOrigin({ value, origin }: Figure, format: (value: number) => string) {
  return (
    <>
      {format(value)} <small>{origin}</small>
    </>
  );
}
