'use client';

import { Button, Group, Stack, Text } from '@mantine/core';
import { IconMoodEmpty, IconSparkles } from '@tabler/icons-react';
import { lazy, useMemo } from 'react';
import { useQuery } from 'urql';
import { LazyPart } from '../../components/lazy-part.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { sortRows } from '../../components/sort-rows.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { useAllHealth } from '../health/health-provider.tsx';
import { isUsable, modelState } from '../health/model-state.ts';
import { useOpened } from '../shell/opened.ts';
import { type CatalogModel, CatalogModelFragment } from './catalog-model.ts';
import { CompareModels } from './compare-models.tsx';
import { emptyFilter, matchesFilter, mostCompared } from './model-filter.ts';
import { ModelFilters } from './model-filters.tsx';
import { type ModelRow, ModelTable, modelColumns } from './model-table.tsx';
import { SetupNotice } from './setup-notice.tsx';
import { type ModelView, useModelAddress } from './use-model-address.ts';
import { useSparks } from './use-sparks.ts';

// Few users open it.
const TaskDrawer = lazy(() => import('./task-drawer.tsx').then((module) => ({ default: module.TaskDrawer })));

const ModelsQuery = graphql(
  `
    query Models($operates: Boolean!) {
      models {
        ...CatalogModel
      }
    }
  `,
  [CatalogModelFragment],
);

const noModels: readonly CatalogModel[] = [];

/** The catalog: all models, filtered, sorted and compared by the address. */
export function ModelsScreen() {
  const operates = useViewer().can('OPERATE');
  const [result, reload] = useQuery({ query: ModelsQuery, variables: { operates } });
  const { view, change } = useModelAddress();
  const drawer = useOpened('show');
  const models = result.data?.models ?? noModels;
  const all = useRows(models);
  const rows = useMemo(() => filterRows(all, view), [all, view]);
  const compared = view.compared.flatMap((id) => all.find(({ model }) => model.id === id) ?? []);
  const remove = (id: string): void => change({ compared: view.compared.filter((known) => known !== id) });

  return (
    <Page>
      <PageHeader title="Models" text={<Summary models={models} />}>
        <Button variant="default" leftSection={<IconSparkles size={15} />} onClick={() => drawer.open('task')}>
          Which model for this task?
        </Button>
      </PageHeader>
      <QueryView
        result={result}
        what="Models"
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        loading={<ModelTable {...{ rows: [], sort: view.sort, compared: [] }} {...idle} isLoading />}
      >
        {() => (
          <>
            <ModelFilters models={models} filter={view.filter} onChange={(filter) => change({ filter })} />
            <Stack gap="md">
              <SetupNotice models={models} provider={view.filter.provider} />
              {rows.length > 0 ? (
                <ModelTable
                  rows={rows}
                  sort={view.sort}
                  onSort={(sort) => change({ sort })}
                  isLoading={false}
                  compared={view.compared}
                  isFull={view.compared.length >= mostCompared}
                  onCompare={(id, isIn) => (isIn ? change({ compared: [...view.compared, id] }) : remove(id))}
                />
              ) : (
                <Notice icon={<IconMoodEmpty size={22} />} title="No model matches" text="Remove a filter to see more.">
                  <Button variant="default" onClick={() => change({ filter: emptyFilter })}>
                    Reset the filters
                  </Button>
                </Notice>
              )}
              {compared.length > 0 && (
                <CompareModels
                  rows={compared}
                  isOpen={drawer.value === 'comparison' && compared.length > 1}
                  onOpen={() => drawer.open('comparison')}
                  onClose={drawer.close}
                  onRemove={remove}
                  onClear={() => change({ compared: [] })}
                />
              )}
            </Stack>
          </>
        )}
      </QueryView>
      {drawer.value === 'task' && (
        <LazyPart onFailure={drawer.close}>
          <TaskDrawer models={models} onClose={drawer.close} />
        </LazyPart>
      )}
    </Page>
  );
}

const idle = { isFull: false, onSort: () => {}, onCompare: () => {} };

function useRows(models: readonly CatalogModel[]): readonly ModelRow[] {
  const health = useAllHealth();
  const sparks = useSparks();
  return useMemo(
    () => models.map((model) => ({ model, health: health.get(model.id), spark: sparks.get(model.id) })),
    [models, health, sparks],
  );
}

/** The matching rows in order. Among equal rows the best quality comes first. */
function filterRows(all: readonly ModelRow[], { filter, sort }: ModelView): readonly ModelRow[] {
  const passing = all.filter(({ model, health }) =>
    matchesFilter(model, filter, () => isUsable(modelState(model, health))),
  );
  const value = modelColumns.find(({ key }) => key === sort.key)?.value;
  const byQuality = sortRows(passing, ({ model }) => model.quality, true);
  return value ? sortRows(byQuality, value, sort.isDescending) : byQuality;
}

function Summary({ models }: { models: readonly CatalogModel[] }) {
  const health = useAllHealth();
  const usable = models.filter((model) => isUsable(modelState(model, health.get(model.id)))).length;
  const providers = new Set(models.map(({ provider }) => provider.id)).size;
  if (models.length === 0) return <>The catalog of this gateway</>;
  return (
    <Group gap={4}>
      {models.length} models of {providers} providers,{' '}
      <Text span inherit c={usable > 0 ? 'var(--good-ink)' : undefined}>
        {usable} can be called
      </Text>
    </Group>
  );
}
