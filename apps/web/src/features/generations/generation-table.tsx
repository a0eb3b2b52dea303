'use client';

import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useMemo } from 'react';
import { formatDay, formatTime, zoneName } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact } from '../../format/tokens.ts';
import { PageLink } from '../shell/page-link.tsx';
import { AttemptPath } from './attempt-path.tsx';
import type { GenerationRow } from './generation-documents.ts';
import classes from './generations.module.css';
import { StatusLabel } from './status-label.tsx';

const rowHeight = 38;
/** In a narrow window, where a row has two lines. */
const narrowRowHeight = 58;

const columns = [
  { key: 'at', label: 'Time' },
  { key: 'status', label: 'Status' },
  { key: 'path', label: 'Models' },
  { key: 'who', label: 'End user' },
  { key: 'first', label: 'First token', isFigure: true },
  { key: 'took', label: 'Took', isFigure: true },
  { key: 'tokens', label: 'Tokens', isFigure: true },
  { key: 'cost', label: 'Cost', isFigure: true },
] as const;

type Props = {
  rows: readonly GenerationRow[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  /** Opens the selected generation beside the list. */
  onPeek: (id: string) => void;
  /** Called when the last rows come into view. */
  onEnd: () => void;
  frame: RefObject<HTMLDivElement | null>;
};

/**
 * The rows of a list that may be very long: the document contains only the rows in view. `j` and `k` move, Enter opens.
 */
export function GenerationTable({ rows, selectedId, onSelect, onPeek, onEnd, frame }: Props) {
  const height = useMediaQuery('(max-width: 736px)') ? narrowRowHeight : rowHeight;
  // The same functions at each frame of a scroll: new functions would compute the positions of all loaded rows again.
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: useCallback(() => frame.current, [frame]),
    estimateSize: useCallback(() => height, [height]),
    getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
    overscan: 12,
  });
  // Rows are measured again when their height changes.
  useEffect(() => virtual.measure(), [virtual, height]);
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (lastIndex >= rows.length - 40) onEnd();
  }, [lastIndex, rows.length, onEnd]);

  // Also the same at each frame, so that rows in view are not rendered again.
  const open = useCallback(
    (id: string): void => {
      onSelect(id);
      onPeek(id);
    },
    [onSelect, onPeek],
  );
  const selected = useMemo(
    () => (selectedId === null ? -1 : rows.findIndex(({ id }) => id === selectedId)),
    [rows, selectedId],
  );
  const move = (step: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, selected === -1 ? 0 : selected + step));
    const row = rows[index];
    if (!row) return;
    onSelect(row.id);
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step !== undefined) move(step);
    else if (event.key === 'Enter' && selectedId !== null && event.target === event.currentTarget) onPeek(selectedId);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows stand apart in the document, which a table cannot have
    <div
      ref={frame}
      className={classes.frame}
      role="grid"
      aria-label="Generations"
      aria-rowcount={-1}
      aria-activedescendant={selected === -1 ? undefined : `row-${selectedId}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Head zone={zoneName()} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          return row === undefined ? null : (
            <Row key={key} row={row} index={index} top={start} isSelected={row.id === selectedId} onOpen={open} />
          );
        })}
      </div>
    </div>
  );
}

const Head = memo(function Head({ zone }: { zone: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div className={classes.head} role="row" aria-rowindex={1}>
      {columns.map(({ key, label, ...column }) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div key={key} role="columnheader" data-column={key} data-figure={'isFigure' in column || undefined}>
          {key === 'at' ? `${label}, ${zone}` : label}
        </div>
      ))}
    </div>
  );
});

const steps: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 15, PageUp: -15 };

type RowProps = { row: GenerationRow; index: number; top: number; isSelected: boolean; onOpen: (id: string) => void };

const Row = memo(function Row({ row, index, top, isSelected, onOpen }: RowProps) {
  const cells = {
    at: (
      <PageLink href={`/generations/${row.id}`} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
        {formatDay(row.createdAt)}, {formatTime(row.createdAt)}
      </PageLink>
    ),
    status: <StatusLabel row={row} />,
    path: <AttemptPath row={row} />,
    who: row.endUser ?? '–',
    first: formatDuration(row.firstTokenMs),
    took: formatDuration(row.latencyMs),
    tokens: formatCompact(row.usage.totalTokens),
    cost: formatUsd(row.cost?.totalUsd),
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    <div
      id={`row-${row.id}`}
      data-id={row.id}
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={{ top }}
      onClick={() => onOpen(row.id)}
    >
      {columns.map(({ key, ...column }) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div key={key} role="gridcell" data-column={key} data-figure={'isFigure' in column || undefined}>
          {cells[key]}
        </div>
      ))}
    </div>
  );
});
