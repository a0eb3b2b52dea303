'use client';

import { Button, Chip, CloseButton, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { formatCompact } from '../../format/tokens.ts';
import { describeCapability, shownCapabilities } from './capabilities.ts';
import type { CatalogModel } from './catalog-model.ts';
import { emptyFilter, type ModelFilter } from './model-filter.ts';
import classes from './model-filters.module.css';

type ModelFiltersProps = {
  /** The whole catalog, which gives the choices. */
  models: readonly CatalogModel[];
  filter: ModelFilter;
  onChange: (filter: ModelFilter) => void;
};

const contexts = [32_000, 128_000, 200_000, 1_000_000];
const prices = [0, 0.25, 1, 5];

/** The filters above the model list. */
export function ModelFilters({ models, filter, onChange }: ModelFiltersProps) {
  const change = (part: Partial<ModelFilter>) => onChange({ ...filter, ...part });
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
      <Criteria models={models} filter={filter} change={change} />
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

type CriteriaProps = Omit<ModelFiltersProps, 'onChange'> & { change: (part: Partial<ModelFilter>) => void };

/** The choices that the catalog offers. */
function Criteria({ models, filter, change }: CriteriaProps) {
  const capabilities = shownCapabilities([...new Set(models.flatMap((model) => model.capabilities))]);
  const providers = new Map(models.map(({ provider }) => [provider.id, provider.displayName]));
  const tags = [...new Set(models.flatMap((model) => model.tags))].toSorted();
  return (
    <div className={classes.criteria}>
      <MultiSelect
        className={classes.capabilities}
        aria-label="Capabilities"
        placeholder={filter.capabilities.length === 0 ? 'Capabilities' : undefined}
        data={capabilities.map((value) => ({ value, label: describeCapability(value).label }))}
        value={[...filter.capabilities]}
        onChange={(value) => change({ capabilities: value })}
        clearable
      />
      <Choice
        label="Provider"
        data={[...providers].map(([value, label]) => ({ value, label }))}
        value={filter.provider}
        onChange={(provider) => change({ provider })}
      />
      <Choice
        label="Tag"
        data={tags.map((tag) => ({ value: tag, label: tag }))}
        value={filter.tag}
        onChange={(tag) => change({ tag })}
      />
      <Choice
        label="Price"
        data={prices.map((price) => ({ value: String(price), label: price === 0 ? 'Free' : `≤ $${price} / M` }))}
        value={toText(filter.maxInputPrice)}
        onChange={(price) => change({ maxInputPrice: toNumber(price) })}
      />
      <Choice
        label="Context"
        data={contexts.map((tokens) => ({ value: String(tokens), label: `≥ ${formatCompact(tokens)}` }))}
        value={toText(filter.minContext)}
        onChange={(tokens) => change({ minContext: toNumber(tokens) })}
      />
    </div>
  );
}

type ChoiceProps = {
  label: string;
  data: { value: string; label: string }[];
  value: string | null;
  onChange: (value: string | null) => void;
};

function Choice({ label, data, value, onChange }: ChoiceProps) {
  return (
    <Select
      className={classes.choice}
      aria-label={label}
      placeholder={label}
      data={data}
      value={value}
      onChange={onChange}
      clearable
      searchable={data.length > 8}
    />
  );
}

const toText = (value: number | null) => (value === null ? null : String(value));
const toNumber = (text: string | null) => (text === null ? null : Number(text));
