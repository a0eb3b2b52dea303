'use client';

import { Button, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { PageHeader } from '../../components/page.tsx';
import { Empty, Failed, Loading, Stale } from '../../components/states.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { formatCount } from '../../format/tokens.ts';
import { changeAddress } from '../shell/address.ts';
import { useOpened } from '../shell/opened.ts';
import { RangePicker } from '../shell/range-picker.tsx';
import { useViewRange } from '../shell/view-range.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import { FacetPanel } from './facet-panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import type { GenerationRow } from './generation-documents.ts';
import { filterParameters, type GenerationFilter, readFilter, toInput, writeFilter } from './generation-filter.ts';
import { GenerationTable } from './generation-table.tsx';
import classes from './generations.module.css';
import { PeekDrawer } from './peek-drawer.tsx';
import { SavedViews } from './saved-views.tsx';
import { useArrivals } from './use-arrivals.ts';
import { useGenerationPages } from './use-generation-pages.ts';

/** All generations, newest first, filtered by the address, with new generations as they arrive. */
export function GenerationsScreen() {
  const search = useSearchParams().toString();
  const range = useViewRange();
  const { workspaceId } = useWorkspaceScope();
  const filter = useMemo(() => readFilter(new URLSearchParams(search)), [search]);
  // Other address parameters do not change the query.
  const asked = JSON.stringify(toInput(filter, range, workspaceId));
  const input = useMemo(() => JSON.parse(asked) as ReturnType<typeof toInput>, [asked]);
  const [listed, setListed] = useState<string | null>(null);
  // Counting takes longer than the first rows, which would wait for it in the embedded database.
  const isWaiting = listed !== asked;
  const change = (next: GenerationFilter): void => changeAddress(writeFilter(next));
  const reset = (): void => changeAddress(Object.fromEntries(filterParameters.map((name) => [name, null])));
  return (
    <main className={classes.page}>
      <PageHeader title="Generations" text="Every request, and the reasons for its route">
        <div className={classes.tools}>
          <WorkspacePicker />
          <RangePicker />
        </div>
      </PageHeader>
      <div className={classes.tools}>
        <FilterBar filter={filter} onChange={change} onReset={reset} />
        <NarrowFacets {...{ input, filter, isWaiting }} onChange={change} />
        <SavedViews />
      </div>
      <div className={classes.body}>
        <WideFacets {...{ input, filter, isWaiting }} onChange={change} />
        <List
          key={asked}
          input={input}
          isLive={range.preset !== null}
          isFiltered={filterParameters.some((name) => new URLSearchParams(search).has(name))}
          onReset={reset}
          onListed={() => setListed(asked)}
        />
      </div>
    </main>
  );
}

type FacetsProps = Parameters<typeof FacetPanel>[0];

function WideFacets(props: FacetsProps) {
  const isWide = useMediaQuery('(min-width: 1241px)');
  if (!isWide) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className={classes.facets} aria-label="Filters with counts" tabIndex={0}>
      <FacetPanel {...props} />
    </section>
  );
}

function NarrowFacets(props: FacetsProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={classes.onlyNarrow}>
      <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
        Counts
      </Button>
      <Drawer
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title="Filters with counts"
        position="bottom"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {isOpen && <FacetPanel {...props} />}
      </Drawer>
    </div>
  );
}

const loading = { lines: 12, label: 'Loading: generations' };

type ListProps = {
  input: ReturnType<typeof toInput>;
  isLive: boolean;
  isFiltered: boolean;
  onReset: () => void;
  /** Called when the first rows have arrived, or could not be read. */
  onListed: () => void;
};

function List({ input, isLive, isFiltered, onReset, onListed }: ListProps) {
  const pages = useGenerationPages(input);
  const { rows, put, loadMore, isLoading, error, isEnd, searchedUntil } = pages;
  const peeked = useOpened('peek');
  const [selectedId, setSelectedId] = useState<string | null>(peeked.value);
  const frame = useRef<HTMLDivElement>(null);
  const known = useRef(rows);
  known.current = rows;
  const isKnown = useCallback((id: string) => known.current.some((row) => row.id === id), []);
  const isFollowing = useCallback(() => known.current.length === 0, []);
  const { waiting, show } = useArrivals(input, { isFollowing, isKnown, put });
  const end = useRef(loadMore);
  end.current = loadMore;
  const onEnd = useCallback(() => end.current(), []);
  const tell = useRef(onListed);
  tell.current = onListed;
  useEffect(() => {
    if (!isLoading) tell.current();
  }, [isLoading]);

  const isReady = rows.length > 0 || (!error && !isLoading);
  return (
    <div className={classes.list}>
      {!isReady && (error ? <Failed error={error} onRetry={pages.reload} /> : <Loading {...loading} />)}
      {rows.length > 0 && error && <Stale onRetry={pages.reload} text="The next page could not be read." />}
      {isReady && rows.length === 0 && (
        <NoRows
          searchedUntil={searchedUntil}
          isFiltered={isFiltered}
          isLoading={isLoading}
          onReset={onReset}
          onSearch={loadMore}
        />
      )}
      {rows.length > 0 && (
        <GenerationTable
          rows={rows}
          selectedId={selectedId}
          onSelect={setSelectedId}
          onPeek={peeked.open}
          onEnd={onEnd}
          frame={frame}
        />
      )}
      {isLive && waiting.length > 0 && (
        <Button
          className={classes.arrivals}
          size="compact-sm"
          radius="xl"
          onClick={() => {
            show();
            frame.current?.scrollTo({ top: 0 });
          }}
        >
          {waiting.length} new
        </Button>
      )}
      {rows.length > 0 && (
        <div className={classes.foot} role="status">
          <span>
            {formatCount(rows.length)} {isEnd ? 'in all' : 'loaded, more as you scroll'}
          </span>
          <span className={classes.keys}>
            <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> opens
          </span>
        </div>
      )}
      <Peek id={peeked.value} rows={rows} onMove={peeked.open} onSelect={setSelectedId} onClose={peeked.close} />
    </div>
  );
}

type PeekProps = {
  id: string | null;
  rows: readonly GenerationRow[];
  onMove: (id: string) => void;
  onSelect: (id: string) => void;
  onClose: () => void;
};

/** The drawer, with its neighbours in the list. A generation that came by a link may not be in the list. */
function Peek({ id, rows, onMove, onSelect, onClose }: PeekProps) {
  const index = rows.findIndex((row) => row.id === id);
  const moveTo = (row: GenerationRow | undefined): (() => void) | null => {
    if (index === -1 || !row) return null;
    return () => {
      onSelect(row.id);
      onMove(row.id);
    };
  };
  return <PeekDrawer id={id} onClose={onClose} onNewer={moveTo(rows[index - 1])} onOlder={moveTo(rows[index + 1])} />;
}

type NoRowsProps = {
  /** The oldest moment that a search has reached; null when it has searched everything. */
  searchedUntil: string | null;
  isFiltered: boolean;
  isLoading: boolean;
  onReset: () => void;
  onSearch: () => void;
};

function NoRows({ searchedUntil, isFiltered, isLoading, onReset, onSearch }: NoRowsProps) {
  if (searchedUntil !== null) {
    return (
      <Empty
        title="Nothing found so far"
        text={`Searched back to ${formatDateTime(searchedUntil)}.`}
        action={
          <Button variant="default" loading={isLoading} onClick={onSearch}>
            Search older ones
          </Button>
        }
      />
    );
  }
  if (!isFiltered) {
    return (
      <Empty title="No generations in this range" text="Choose a longer range. New ones appear here by themselves." />
    );
  }
  return (
    <Empty
      title="No generation matches"
      text="Widen the time range, or remove a filter."
      action={
        <Button variant="default" onClick={onReset}>
          Reset the filters
        </Button>
      }
    />
  );
}
