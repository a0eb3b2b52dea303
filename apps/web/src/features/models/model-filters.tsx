'use client';

import { Button, Chip, CloseButton, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { formatCompact } from '../../format/tokens.ts';
import { describeCapability, shownCapabilities } from './capabilities.ts';
import type { CatalogModel } from './catalog-model.ts';
import { emptyFilter, type ModelFilter } from './model-filter.ts';
import classes from './model-filters.module.css';

type ModelFiltersProps = {
  /** The whole catalog: what can be chosen follows from it. */
  models: readonly CatalogModel[];
  filter: ModelFilter;
  onChange: (filter: ModelFilter) => void;
};

const contexts = [32_000, 128_000, 200_000, 1_000_000];
const prices = [0, 0.25, 1, 5];

/** The criteria above the list of models. */
export function ModelFilters({ models, filter, onChange }: ModelFiltersProps) {
  const change = (part: Partial<ModelFilter>) => onChange({ ...filter, ...part });
  const choices = (values: readonly string[]) => [...new Set(values)].toSorted();
  const capabilities = shownCapabilities([...new Set(models.flatMap((model) => model.capabilities))]);
  const providers = new Map(models.map(({ provider }) => [provider.id, provider.displayName]));
  const isEmpty = JSON.stringify(filter) === JSON.stringify(emptyFilter);

  return (
    <search className={classes.filters}>
      <TextInput
        className={classes.search}
        aria-label="Search models"
        placeholder="Search models"
        leftSection={<IconSearch size={15} />}
        rightSection={
          filter.search && <CloseButton size="sm" aria-label="Clear" onClick={() => change({ search: '' })} />
        }
        value={filter.search}
        onChange={(event) => change({ search: event.currentTarget.value })}
      />
      <MultiSelect
        className={classes.capabilities}
        aria-label="Capabilities"
        placeholder={filter.capabilities.length === 0 ? 'Capabilities' : undefined}
        data={capabilities.map((value) => ({ value, label: describeCapability(value).label }))}
        value={[...filter.capabilities]}
        onChange={(value) => change({ capabilities: value })}
        clearable
      />
      <Select
        className={classes.choice}
        aria-label="Provider"
        placeholder="Provider"
        data={[...providers].map(([value, label]) => ({ value, label }))}
        value={filter.provider}
        onChange={(provider) => change({ provider })}
        clearable
        searchable
      />
      <Select
        className={classes.choice}
        aria-label="Tag"
        placeholder="Tag"
        data={choices(models.flatMap(({ tags }) => tags))}
        value={filter.tag}
        onChange={(tag) => change({ tag })}
        clearable
        searchable
      />
      <Select
        className={classes.choice}
        aria-label="Input price"
        placeholder="Price"
        data={prices.map((price) => ({ value: String(price), label: price === 0 ? 'Free' : `≤ $${price} / M` }))}
        value={filter.maxInputPrice === null ? null : String(filter.maxInputPrice)}
        onChange={(price) => change({ maxInputPrice: price === null ? null : Number(price) })}
        clearable
      />
      <Select
        className={classes.choice}
        aria-label="Context window"
        placeholder="Context"
        data={contexts.map((tokens) => ({ value: String(tokens), label: `≥ ${formatCompact(tokens)}` }))}
        value={filter.minContext === null ? null : String(filter.minContext)}
        onChange={(tokens) => change({ minContext: tokens === null ? null : Number(tokens) })}
        clearable
      />
      <div className={classes.chips}>
        <Chip size="sm" checked={filter.onlyAvailable} onChange={(onlyAvailable) => change({ onlyAvailable })}>
          Available
        </Chip>
        <Chip size="sm" checked={filter.onlyLocal} onChange={(onlyLocal) => change({ onlyLocal })}>
          Local
        </Chip>
        {!isEmpty && (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange(emptyFilter)}>
            Reset
          </Button>
        )}
      </div>
    </search>
  );
}
