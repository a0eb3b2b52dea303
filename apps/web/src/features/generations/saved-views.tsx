'use client';

import { Button, Menu, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { changeAddress } from '../shell/address.ts';
import { filterParameters } from './generation-filter.ts';

/** A name, and the filter in the form of the address. */
export type SavedView = { name: string; query: string };

const storageKey = 'penstock.generation-views';
const mostViews = 30;

const suggested: readonly SavedView[] = [
  { name: 'Failures', query: 'status=FAILED' },
  { name: 'Rescued by fallback', query: 'fellBack=true' },
  { name: 'Slower than 10 s', query: 'minSeconds=10' },
];

/** The views of this browser. An unreadable view is ignored. */
export function readViews(): readonly SavedView[] {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isView) : [];
  } catch {
    return [];
  }
}

/** Saves a view. Replaces the view with the same name. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].slice(-mostViews);
}

function isView(value: unknown): value is SavedView {
  return typeof value === 'object' && value !== null && 'name' in value && 'query' in value;
}

function presentQuery(): string {
  const present = new URLSearchParams(window.location.search);
  for (const name of Array.from(present.keys())) if (!filterParameters.includes(name)) present.delete(name);
  return present.toString();
}

/** The saved filters of this browser, by name. */
export function SavedViews() {
  const [views, setViews] = useState<readonly SavedView[]>(readViews);
  const [name, setName] = useState('');
  const keep = (next: readonly SavedView[]): void => {
    setViews(next);
    window.localStorage.setItem(storageKey, JSON.stringify(next));
  };
  const apply = ({ query }: SavedView): void => {
    const wanted = new URLSearchParams(query);
    changeAddress(Object.fromEntries(filterParameters.map((each) => [each, wanted.get(each)])));
  };
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="default" size="xs" leftSection={<IconBookmark size={14} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Suggested</Menu.Label>
          {suggested.map((view) => (
            <Menu.Item key={view.name} onClick={() => apply(view)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Label>Saved in this browser</Menu.Label>}
          {views.map((view) => (
            <Menu.Item key={view.name} onClick={() => apply(view)}>
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          {views.map((view) => (
            <Menu.Item
              key={view.name}
              c="var(--bad-ink)"
              leftSection={<IconTrash size={14} />}
              onClick={() => keep(views.filter((one) => one !== view))}
            >
              Remove “{view.name}”
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Popover position="bottom-end" trapFocus>
        <Popover.Target>
          <Button variant="subtle" size="xs">
            Save view
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() === '') return;
              keep(withView(views, { name: name.trim(), query: presentQuery() }));
              setName('');
            }}
          >
            <TextInput
              label="Name of the view"
              size="xs"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" size="xs" mt="xs" disabled={name.trim() === ''}>
              Save
            </Button>
          </form>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
