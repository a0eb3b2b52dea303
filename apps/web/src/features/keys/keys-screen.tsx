'use client';

import { Button, Switch, TextInput } from '@mantine/core';
import { IconKey, IconPlus, IconRefresh, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import { useQuery } from 'urql';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyFragment } from './key-fragment.ts';
import { isWorking } from './key-state.ts';
import { KeyTable, type KeyUsage } from './key-table.tsx';
import classes from './keys.module.css';
import { SecretDialog } from './secret-dialog.tsx';
import { type KeyActions, type NewSecret, useKeyActions } from './use-key-actions.tsx';
import { type Workspace, WorkspaceDialog } from './workspace-dialog.tsx';
import { WorkspaceTable } from './workspace-table.tsx';

const KeysQuery = graphql(
  `
    query Keys {
      apiKeys {
        ...Key
      }
      workspaces {
        id
        name
        tags
        createdAt
      }
      usage(input: { days: 7, groupBy: [API_KEY] }) {
        groups {
          apiKey
          totals {
            calls
            costUsd
          }
        }
      }
    }
  `,
  [KeyFragment],
);

type KeysData = ResultOf<typeof KeysQuery>;

type Opened =
  | { type: 'key' }
  | { type: 'workspace'; workspace: Workspace | null }
  | { type: 'secret'; secret: NewSecret };

/** Workspaces, and the keys that open them. */
export function KeysScreen() {
  const { can } = useViewer();
  const [result, reload] = useQuery({ query: KeysQuery });
  const [opened, setOpened] = useState<Opened | null>(null);
  const [typed, setTyped] = useState('');
  // The typed letters are rendered first: the tables may be long.
  const search = useDeferredValue(typed);
  const actions = useKeyActions((secret) => setOpened({ type: 'secret', secret }));
  return (
    <Page>
      <PageHeader
        title="Workspaces & keys"
        text="A key gives a program access to the API. Its role and limits apply everywhere."
      >
        <div className={classes.actions}>
          <TextInput
            size="xs"
            className={classes.search}
            aria-label="Search keys and workspaces"
            placeholder="Search"
            leftSection={<IconSearch size={14} />}
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <WorkspacePicker />
          {can('ADMINISTER') && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconRefresh size={14} />}
              onClick={actions.rotateAdminKey}
            >
              Rotate the admin key
            </Button>
          )}
          {can('MANAGE') && (
            <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setOpened({ type: 'key' })}>
              New key
            </Button>
          )}
        </div>
      </PageHeader>
      <QueryView result={result} what="The keys" onRetry={() => reload({ requestPolicy: 'network-only' })}>
        {(data) => (
          <>
            <Keys data={data} search={search} actions={actions} />
            <Workspaces
              data={data}
              search={search}
              onEdit={(workspace) => setOpened({ type: 'workspace', workspace })}
            />
          </>
        )}
      </QueryView>
      {opened && <Dialog opened={opened} workspaces={result.data?.workspaces ?? []} onOpen={setOpened} />}
    </Page>
  );
}

/** Whether one of the texts contains the typed text, in any case. */
function fits(search: string, ...texts: readonly string[]): boolean {
  const wanted = search.trim().toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(wanted));
}

type KeysProps = { data: KeysData; search: string; actions: KeyActions };

function Keys({ data, search, actions }: KeysProps) {
  const { can } = useViewer();
  const { workspaceId } = useWorkspaceScope();
  const [showsEnded, setShowsEnded] = useState(false);
  const [nowMs] = useState(() => Date.now());
  const workspaceNames = new Map(data.workspaces.map(({ id, name }) => [id, name]));
  const listed = data.apiKeys.filter(
    (key) => (showsEnded || isWorking(key, nowMs)) && (workspaceId === null || key.workspaceId === workspaceId),
  );
  const keys = listed.filter(({ name, prefix, tags, workspaceId: of }) =>
    fits(search, name, prefix, ...tags, of ?? '', workspaceNames.get(of ?? '') ?? ''),
  );
  return (
    <section className={classes.section} aria-labelledby="keys-title">
      <div className={classes.sectionHead}>
        <h2 id="keys-title">Keys</h2>
        <Switch
          size="xs"
          label="Show revoked and expired"
          checked={showsEnded}
          onChange={({ currentTarget }) => setShowsEnded(currentTarget.checked)}
        />
      </div>
      {keys.length === 0 && listed.length > 0 ? (
        <p className={classes.none}>No key matches '{search.trim()}'.</p>
      ) : keys.length === 0 ? (
        <Empty
          icon={<IconKey size={22} />}
          title="No keys yet"
          text={
            can('MANAGE')
              ? 'Create one for each program, so that its cost is counted separately and it can be revoked alone.'
              : 'Members create them. The keys of your workspace appear here.'
          }
        />
      ) : (
        <KeyTable keys={keys} usage={usageByKey(data)} workspaceNames={workspaceNames} actions={actions} />
      )}
    </section>
  );
}

type WorkspacesProps = { data: KeysData; search: string; onEdit: (workspace: Workspace | null) => void };

function Workspaces({ data, search, onEdit }: WorkspacesProps) {
  const mayChange = useViewer().can('ADMINISTER');
  const { workspaceId } = useWorkspaceScope();
  const [nowMs] = useState(() => Date.now());
  const workspaces = data.workspaces.filter(
    ({ id, name, tags }) => (workspaceId === null || id === workspaceId) && fits(search, id, name, ...tags),
  );
  return (
    <section className={classes.section} aria-labelledby="workspaces-title">
      <div className={classes.sectionHead}>
        <h2 id="workspaces-title">Workspaces</h2>
        {mayChange && (
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} />} onClick={() => onEdit(null)}>
            New workspace
          </Button>
        )}
      </div>
      {workspaces.length === 0 ? (
        <p className={classes.none}>No workspace matches '{search.trim()}'.</p>
      ) : (
        <WorkspaceTable
          workspaces={workspaces}
          keyCounts={countByWorkspace(data.apiKeys.filter((key) => isWorking(key, nowMs)))}
          onEdit={mayChange ? onEdit : null}
        />
      )}
    </section>
  );
}

type DialogProps = {
  opened: Opened;
  workspaces: KeysData['workspaces'];
  onOpen: (opened: Opened | null) => void;
};

function Dialog({ opened, workspaces, onOpen }: DialogProps) {
  const { workspaceId } = useWorkspaceScope();
  const close = (): void => onOpen(null);
  switch (opened.type) {
    case 'key':
      return (
        <CreateKeyDialog
          workspaces={workspaces}
          workspaceId={workspaceId}
          onClose={close}
          onCreated={({ name, secret }) => {
            const note = 'Send it as "Authorization: Bearer …", or as the API key of an OpenAI client.';
            onOpen({ type: 'secret', secret: { name, secret, note } });
          }}
        />
      );
    case 'workspace':
      return <WorkspaceDialog workspace={opened.workspace} onClose={close} />;
    case 'secret': {
      const { name, secret, note } = opened.secret;
      return <SecretDialog title={`The secret of '${name}'`} secret={secret} note={note} onClose={close} />;
    }
  }
}

function usageByKey({ usage }: KeysData): ReadonlyMap<string, KeyUsage> {
  return new Map(usage.groups.flatMap(({ apiKey, totals }) => (apiKey === null ? [] : [[apiKey, totals] as const])));
}

function countByWorkspace(keys: readonly { workspaceId: string | null }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { workspaceId } of keys) {
    if (workspaceId !== null) counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1);
  }
  return counts;
}
