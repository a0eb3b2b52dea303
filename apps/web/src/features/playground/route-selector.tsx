'use client';

import { Combobox, useCombobox, VisuallyHidden } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { describeError } from '../../graphql/describe-error.ts';
import { useViewer } from '../access/use-viewer.ts';
import type { Route } from './route.ts';
import { RouteList } from './route-list.tsx';
import { RouteSummary } from './route-option-line.tsx';
import { findOption, groupOptions, optionRoute, type RouteKind, RouteOptionsQuery, routeKey } from './route-options.ts';
import classes from './route-selector.module.css';

type RouteSelectorProps = {
  route: Route;
  /** Read before the selected route by assistive technology. */
  label?: string;
  /** Shows only the name. */
  isCompact?: boolean;
  onChange: (route: Route) => void;
};

const nothing = { models: [], chains: [] };

/** Selects a model, a chain or a strategy, with cost, capabilities and live availability. */
export function RouteSelector({ route, label = 'Who answers', isCompact = false, onChange }: RouteSelectorProps) {
  const operates = useViewer().can('OPERATE');
  const [{ data = nothing, error }] = useQuery({ query: RouteOptionsQuery, variables: { operates } });
  const [search, setSearch] = useState('');
  const [kind, setKind] = useState<RouteKind>('model');
  // There are many choices: a selector that was never opened has none of them in the document.
  const [wasOpened, setWasOpened] = useState(false);
  const combobox = useCombobox({
    onDropdownOpen: () => {
      setWasOpened(true);
      setKind(route.type);
      combobox.focusSearchInput();
    },
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
  });
  const groups = useMemo(() => (wasOpened ? groupOptions(data, search, kind) : []), [wasOpened, data, search, kind]);
  const selected = useMemo(() => findOption(data, route), [data, route]);

  const choose = (key: string) => {
    const option = groups.flatMap(({ options }) => options).find((known) => known.key === key);
    if (option) onChange(optionRoute(option));
    combobox.closeDropdown();
  };
  const narrow = (next: string) => {
    setSearch(next);
    combobox.selectFirstOption();
  };

  return (
    <Combobox store={combobox} width={460} position="bottom-start" onOptionSubmit={choose}>
      <Combobox.Target targetType="button">
        <button type="button" className={classes.target} onClick={() => combobox.toggleDropdown()}>
          <VisuallyHidden>{label}: </VisuallyHidden>
          <RouteSummary route={route} option={selected} isCompact={isCompact} />
          <IconChevronDown size={15} className={classes.chevron} />
        </button>
      </Combobox.Target>
      <RouteList
        {...{ groups, search, kind }}
        selectedKey={routeKey(route)}
        onSearch={narrow}
        onKind={setKind}
        problem={error ? describeError(error).message : null}
      />
    </Combobox>
  );
}
