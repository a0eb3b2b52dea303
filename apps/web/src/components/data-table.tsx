import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { formatCount } from '../format/tokens.ts';
import classes from './data-table.module.css';
import type { SortValue } from './sort-rows.ts';

export type Column<Row> = {
  key: string;
  label: string;
  /** Whether only screen readers get the label, as above buttons. */
  isLabelHidden?: boolean;
  align?: 'left' | 'right';
  /** The narrowest window that shows the column. Default: any. */
  visibleFrom?: 'xs' | 'sm' | 'md' | 'lg';
  render: (row: Row) => ReactNode;
  /** The sort key of the column; without it the column does not sort. */
  value?: (row: Row) => SortValue;
};

export type Sort = { key: string; isDescending: boolean };

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  isMuted?: (row: Row) => boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
  isLoading?: boolean;
  /** Whether the table fills a card, and so uses its frame and margins. */
  isInCard?: boolean;
  /** Number of rows shown at first, and added with each click. Default: all. */
  pageSize?: number;
};

/** A table with sortable headings. It shows the rows in the given order. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  isMuted,
  sort,
  onSort,
  isLoading,
  isInCard,
  pageSize = Number.POSITIVE_INFINITY,
}: DataTableProps<Row>) {
  const [shownCount, setShownCount] = useState(pageSize);
  return (
    <div className={classes.frame} data-in-card={isInCard || undefined}>
      <table className={classes.table} aria-label={label} aria-busy={isLoading || undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {isLoading
            ? placeholders.map((number) => <PlaceholderRow key={number} columns={columns} />)
            : rows.slice(0, shownCount).map((row) => (
                <tr key={rowKey(row)} className={classes.row} data-muted={isMuted?.(row) || undefined}>
                  {columns.map((column) => (
                    <td
                      key={column.key}
                      className={classes.cell}
                      data-align={column.align}
                      data-from={column.visibleFrom}
                    >
                      {column.render(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
      {!isLoading && rows.length > shownCount && (
        <div className={classes.more}>
          <span>
            {formatCount(shownCount)} of {formatCount(rows.length)}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => setShownCount(shownCount + pageSize)}>
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}

type HeadingProps<Row> = { column: Column<Row>; sort: Sort; onSort: (sort: Sort) => void };

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const isCurrent = sort.key === column.key;
  const Arrow = isCurrent && sort.isDescending ? IconArrowDown : IconArrowUp;
  const direction = sort.isDescending ? 'descending' : 'ascending';
  return (
    <th
      className={classes.head}
      data-align={column.align}
      data-from={column.visibleFrom}
      scope="col"
      aria-sort={isCurrent ? direction : undefined}
    >
      {column.value ? (
        <button
          type="button"
          className={classes.sort}
          data-current={isCurrent || undefined}
          onClick={() => onSort({ key: column.key, isDescending: isCurrent && !sort.isDescending })}
        >
          {column.label}
          <Arrow size={13} />
        </button>
      ) : column.isLabelHidden ? (
        <VisuallyHidden>{column.label}</VisuallyHidden>
      ) : (
        column.label
      )}
    </th>
  );
}

const placeholders = Array.from({ length: 10 }, (_, index) => index);

function PlaceholderRow<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <tr className={classes.row}>
      {columns.map(({ key, align, visibleFrom }, index) => (
        <td key={key} className={classes.cell} data-from={visibleFrom}>
          <Skeleton
            height={index === 0 ? 32 : 12}
            width={index === 0 ? '70%' : '55%'}
            ml={align === 'right' ? 'auto' : 0}
          />
        </td>
      ))}
    </tr>
  );
}
