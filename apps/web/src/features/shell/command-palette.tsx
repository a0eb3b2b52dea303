'use client';

import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlayerPlay,
  IconSearch,
  IconStack2,
  IconSun,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useSession } from '../access/session.tsx';
import { useViewer } from '../access/use-viewer.ts';
import { useOpenPage } from './page-link.tsx';
import { allSections } from './sections.ts';

const ModelsQuery = graphql(`
  query PaletteModels {
    models {
      id
      displayName
    }
  }
`);

const [store, { open }] = createSpotlight();

type CommandPaletteProps = { onClose: () => void; onShowKeys: () => void };

/** Finds sections, actions and models by name. */
export function CommandPalette({ onClose, onShowKeys }: CommandPaletteProps) {
  const [query, setQuery] = useState('');
  useEffect(open, []);
  const groups = useActionGroups(onShowKeys);
  const words = query.trim().toLowerCase().split(/\s+/);
  const shown = groups
    .map(({ group, actions }) => ({
      group,
      actions: actions
        .filter(({ label, description }) =>
          words.every((word) => `${group} ${label} ${description ?? ''}`.toLowerCase().includes(word)),
        )
        .slice(0, mostOfGroup),
    }))
    .filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Search' } }}
    >
      <Spotlight.Search
        aria-label="Search"
        placeholder="Search sections, models and actions"
        leftSection={<IconSearch size={18} />}
      />
      <Spotlight.ActionsList>
        {shown.map(({ group, actions }) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {actions.map(({ id, onClick, ...action }) => (
              <Spotlight.Action key={id} {...action} onClick={onClick} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {shown.length === 0 && <Spotlight.Empty>Nothing matches.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Number of entries of a group that are shown at once; more words narrow them. */
const mostOfGroup = 14;

function useActionGroups(onShowKeys: () => void): SpotlightActionGroupData[] {
  const openPage = useOpenPage();
  const { can } = useViewer();
  const { onSignOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const [{ data }] = useQuery({ query: ModelsQuery });
  const go = (href: string) => () => openPage(href);
  return [
    {
      group: 'Sections',
      actions: allSections
        .filter(({ permission }) => can(permission))
        .map(({ href, label, icon: SectionIcon }) => ({
          id: href,
          label,
          leftSection: <SectionIcon size={18} stroke={1.6} />,
          onClick: go(href),
        })),
    },
    {
      group: 'Actions',
      actions: [
        {
          id: 'keys',
          label: 'Show the keys',
          leftSection: <IconKeyboard size={18} stroke={1.6} />,
          onClick: onShowKeys,
        },
        {
          id: 'light',
          label: 'Light colours',
          leftSection: <IconSun size={18} stroke={1.6} />,
          onClick: () => setColorScheme('light'),
        },
        {
          id: 'dark',
          label: 'Dark colours',
          leftSection: <IconMoon size={18} stroke={1.6} />,
          onClick: () => setColorScheme('dark'),
        },
        { id: 'sign-out', label: 'Sign out', leftSection: <IconLogout size={18} stroke={1.6} />, onClick: onSignOut },
      ],
    },
    {
      group: 'Models',
      actions: (data?.models ?? []).map(({ id, displayName }) => ({
        id,
        label: displayName,
        description: id,
        leftSection: <IconStack2 size={18} stroke={1.6} />,
        onClick: go(`/models/${id}`),
      })),
    },
    {
      group: 'Try in the Playground',
      actions: can('GENERATE')
        ? (data?.models ?? []).map(({ id, displayName }) => ({
            id: `try ${id}`,
            label: `Try ${displayName}`,
            description: id,
            leftSection: <IconPlayerPlay size={18} stroke={1.6} />,
            onClick: go(`/playground?model=${encodeURIComponent(id)}`),
          }))
        : [],
    },
  ];
}
