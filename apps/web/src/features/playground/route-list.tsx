import { Combobox, SegmentedControl } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useViewer } from '../access/use-viewer.ts';
import { RouteOptionLine } from './route-option-line.tsx';
import { isAllowed, type RouteGroup, type RouteKind } from './route-options.ts';
import classes from './route-selector.module.css';

type RouteListProps = {
  groups: readonly RouteGroup[];
  /** The key of the selected option. */
  selectedKey: string;
  search: string;
  onSearch: (search: string) => void;
  kind: RouteKind;
  onKind: (kind: RouteKind) => void;
  /** The reason why the choices could not be read. */
  problem: string | null;
};

const kinds: { value: RouteKind; label: string }[] = [
  { value: 'model', label: 'Models' },
  { value: 'strategy', label: 'Strategies' },
  { value: 'chain', label: 'Chains' },
];

/** The content of the selector's menu: a search, the kinds of choices, and the choices. */
export function RouteList({ groups, selectedKey, search, onSearch, kind, onKind, problem }: RouteListProps) {
  const viewer = useViewer();
  return (
    <Combobox.Dropdown className={classes.dropdown}>
      <Combobox.Search
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
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
            onChange={onKind}
          />
        </Combobox.Header>
      )}
      <Combobox.Options>
        <div className={classes.options}>
          {groups.map(({ label, options }) => (
            <Combobox.Group key={label} label={label}>
              {options.map((option) => {
                const isSelected = option.key === selectedKey;
                const isOpen = isAllowed(option, viewer);
                return (
                  <Combobox.Option
                    key={option.key}
                    value={option.key}
                    active={isSelected}
                    disabled={!isOpen}
                    className={classes.option}
                  >
                    <RouteOptionLine option={option} isSelected={isSelected} isAllowed={isOpen} />
                  </Combobox.Option>
                );
              })}
            </Combobox.Group>
          ))}
          {groups.length === 0 && (
            <Combobox.Empty>{problem ?? (search ? `No match for “${search}”` : 'None')}</Combobox.Empty>
          )}
        </div>
      </Combobox.Options>
    </Combobox.Dropdown>
  );
}
