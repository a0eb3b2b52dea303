'use client';

import { Combobox, SegmentedControl, Text, useCombobox } from '@mantine/core';
import { IconChevronDown, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { describeError } from '../../graphql/describe-error.ts';
import type { Route } from './route.ts';
import { RouteOptionLine, RouteSummary } from './route-option-line.tsx';
import { findOption, groupOptions, optionRoute, type RouteKind, RouteOptionsQuery, routeKey } from './route-options.ts';
import classes from './route-selector.module.css';

type RouteSelectorProps = { route: Route; onChange: (route: Route) => void };

const kinds: { value: RouteKind; label: string }[] = [
  { value: 'model', label: 'Models' },
  { value: 'strategy', label: 'Strategies' },
  { value: 'chain', label: 'Chains' },
];

const nothing = { models: [], chains: [] };

/** Chooses who is to answer: a model, a chain, or a strategy; with cost, capabilities and live availability. */
export function RouteSelector({ route, onChange }: RouteSelectorProps) {
  const [{ data = nothing, error, fetching }] = useQuery({ query: RouteOptionsQuery });
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<RouteKind>('model');
  const combobox = useCombobox({
    onDropdownOpen: () => {
      setKind(route.type);
      combobox.focusSearchInput();
    },
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
  });
  const groups = useMemo(() => groupOptions(data, search, kind), [data, search, kind]);
  const selected = useMemo(() => findOption(data, route), [data, route]);

  return (
    <Combobox
      store={combobox}
      width={460}
      position="bottom-start"
      onOptionSubmit={(key) => {
        const option = groups.flatMap(({ options }) => options).find((known) => known.key === key);
        if (option) onChange(optionRoute(option));
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button">
        <button
          type="button"
          className={classes.target}
          aria-label="Who answers"
          onClick={() => combobox.toggleDropdown()}
        >
          <RouteSummary route={route} option={selected} />
          <IconChevronDown size={15} className={classes.chevron} />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown className={classes.dropdown}>
        <Combobox.Search
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            combobox.selectFirstOption();
          }}
          placeholder="Search models, chains and strategies"
          aria-label="Search models, chains and strategies"
          leftSection={<IconSearch size={15} />}
        />
        {search === '' && (
          <Combobox.Header>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label="Kind of choice"
              data={kinds}
              value={kind}
              onChange={setKind}
            />
          </Combobox.Header>
        )}
        <Combobox.Options>
          <div className={classes.options}>
            {groups.map(({ label, options }) => (
              <Combobox.Group key={label} label={label}>
                {options.map((option) => (
                  <Combobox.Option
                    key={option.key}
                    value={option.key}
                    active={option.key === routeKey(route)}
                    className={classes.option}
                  >
                    <RouteOptionLine option={option} isSelected={option.key === routeKey(route)} />
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ))}
            {groups.length === 0 && <Combobox.Empty>Nothing fits “{search}”</Combobox.Empty>}
            {error && !fetching && (
              <Text size="xs" c="var(--bad)" p="xs">
                {describeError(error).message}
              </Text>
            )}
          </div>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
