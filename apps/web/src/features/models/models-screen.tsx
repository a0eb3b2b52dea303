'use client';

import { Button, Text } from '@mantine/core';
import { IconMoodEmpty, IconPlugConnectedX } from '@tabler/icons-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import type { Sort } from '../../components/data-table.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { sortRows } from '../../components/sort-rows.ts';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useAllHealth } from '../health/health-provider.tsx';
import { isUsable, modelState } from '../health/model-state.ts';
import { type CatalogModel, CatalogModelFragment } from './catalog-model.ts';
import { emptyFilter, type ModelFilter, matchesFilter, readAddress, writeAddress } from './model-filter.ts';
import { ModelFilters } from './model-filters.tsx';
import { ModelTable, modelColumns } from './model-table.tsx';

const ModelsQuery = graphql(
  `
    query Models {
      models {
        ...CatalogModel
      }
    }
  `,
  [CatalogModelFragment],
);

const noModels: readonly CatalogModel[] = [];

/** The catalog: all models, filtered and sorted by the address. */
export function ModelsScreen() {
  const [{ data, error, fetching }, reload] = useQuery({ query: ModelsQuery });
  const health = useAllHealth();
  const { filter, sort, change } = useAddress();
  const models = data?.models ?? noModels;

  const rows = useMemo(() => {
    const isAvailable = (model: CatalogModel) => isUsable(modelState(model, health.get(model.id)));
    const passing = models
      .filter((model) => matchesFilter(model, filter, isAvailable))
      .map((model) => ({ model, health: health.get(model.id) }));
    const value = modelColumns.find(({ key }) => key === sort.key)?.value;
    const byQuality = sortRows(passing, ({ model }) => model.quality, true);
    return value ? sortRows(byQuality, value, sort.isDescending) : byQuality;
  }, [models, health, filter, sort]);

  if (error && !data) {
    const { title, message } = describeError(error);
    return (
      <Page>
        <PageHeader title="Models" />
        <Notice tone="bad" icon={<IconPlugConnectedX size={22} />} title={title} text={message}>
          <Button variant="default" onClick={() => reload({ requestPolicy: 'network-only' })}>
            Try again
          </Button>
        </Notice>
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader title="Models" text={<Summary models={models} />} />
      <ModelFilters models={models} filter={filter} onChange={(next) => change(next, sort)} />
      {rows.length > 0 || fetching ? (
        <ModelTable rows={rows} sort={sort} onSort={(next) => change(filter, next)} isLoading={fetching && !data} />
      ) : (
        <Notice icon={<IconMoodEmpty size={22} />} title="No model matches" text="Remove a filter to see more.">
          <Button variant="default" onClick={() => change(emptyFilter, sort)}>
            Reset the filters
          </Button>
        </Notice>
      )}
    </Page>
  );
}

function Summary({ models }: { models: readonly CatalogModel[] }) {
  const health = useAllHealth();
  const usable = models.filter((model) => isUsable(modelState(model, health.get(model.id)))).length;
  const providers = new Set(models.map(({ provider }) => provider.id)).size;
  if (models.length === 0) return <>The catalog of this gateway</>;
  return (
    <>
      {models.length} models of {providers} providers,{' '}
      <Text span inherit c={usable > 0 ? 'var(--good)' : undefined}>
        {usable} ready
      </Text>
    </>
  );
}

/** The filter and the order in the address, and a function that changes them without a request to the server. */
function useAddress() {
  const path = usePathname();
  const parameters = useSearchParams();
  const read = useMemo(() => readAddress(new URLSearchParams(parameters)), [parameters]);
  const change = (filter: ModelFilter, sort: Sort) => {
    const query = writeAddress(filter, sort).toString();
    window.history.replaceState(null, '', query ? `${path}?${query}` : path);
  };
  return { ...read, change };
}
