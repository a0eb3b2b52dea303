'use client';

import { Badge, Button, SegmentedControl, Tabs } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { FactList } from '../../components/fact-list.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { Snippet } from '../../components/snippet.tsx';
import {
  formatDateTime,
  readZoneChoice,
  saveZoneChoice,
  watchZoneChoice,
  type ZoneChoice,
  zoneName,
} from '../../format/date-time.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useSession } from '../access/session.tsx';
import { useViewer } from '../access/use-viewer.ts';
import { ColorSchemeSwitch } from '../shell/color-scheme-switch.tsx';
import { callSnippets } from './call-snippets.ts';
import classes from './settings-screen.module.css';

const VersionQuery = graphql(`
  query SettingsVersion {
    version
  }
`);

/** The signed-in user, the look of the console, and the calls of the gateway from programs. */
export function SettingsScreen() {
  return (
    <Page>
      <PageHeader title="Settings" />
      <div className={classes.parts}>
        <ViewerCard />
        <AppearanceCard />
        <AddressCard />
      </div>
    </Page>
  );
}

const abilities = {
  READ: 'read its data',
  GENERATE: 'call models',
  MANAGE: 'manage keys and templates',
  OPERATE: 'change policy, models and budgets',
  ADMINISTER: 'administer workspaces and read the audit log',
} as const;

function describeAbilities(permissions: ReturnType<typeof useViewer>['permissions']): string {
  const text = [...permissions].map((permission) => abilities[permission]).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function ViewerCard() {
  const { role, workspace, apiKey, permissions } = useViewer();
  const { onSignOut } = useSession();
  return (
    <Card
      title="Signed in"
      aside={
        <Button size="compact-sm" variant="default" leftSection={<IconLogout size={14} />} onClick={onSignOut}>
          Sign out
        </Button>
      }
    >
      <FactList
        facts={[
          {
            label: 'Role',
            value: (
              <Badge variant="light" tt="capitalize">
                {role.toLowerCase()}
              </Badge>
            ),
          },
          { label: 'Workspace', value: workspace?.name ?? 'All workspaces' },
          {
            label: 'Key',
            value: apiKey === null ? 'None: the admin key, or single sign-on' : `${apiKey.name} (${apiKey.prefix}…)`,
          },
          { label: 'Permissions', value: describeAbilities(permissions) },
        ]}
      />
    </Card>
  );
}

function AppearanceCard() {
  const zone = useSyncExternalStore<ZoneChoice>(watchZoneChoice, readZoneChoice, () => 'local');
  return (
    <Card title="Appearance">
      <FactList
        facts={[
          { label: 'Colour scheme', value: <ColorSchemeSwitch /> },
          {
            label: 'Times in',
            value: (
              <SegmentedControl
                size="xs"
                aria-label="Time zone"
                value={zone}
                onChange={(value) => saveZoneChoice(value === 'UTC' ? 'UTC' : 'local')}
                data={[
                  { value: 'local', label: `Browser: ${zoneName('local')}` },
                  { value: 'UTC', label: 'UTC' },
                ]}
              />
            ),
          },
          { label: 'Example', value: formatDateTime(Date.now()) },
          { label: 'Budgets and days of usage', value: 'Always in UTC' },
        ]}
      />
    </Card>
  );
}

function AddressCard() {
  const { origin } = window.location;
  return (
    <div className={classes.wide}>
      <Card title="Call it from your code" aside={<Version />}>
        <div className={classes.addresses}>
          <Address label="OpenAI clients" url={`${origin}/v1`} />
          <Address label="Anthropic clients" url={origin} />
          <Address label="GraphQL" url={`${origin}/graphql`} />
        </div>
        <Tabs defaultValue={callSnippets[0]?.id} mt="md" keepMounted={false}>
          <Tabs.List>
            {callSnippets.map(({ id, name }) => (
              <Tabs.Tab key={id} value={id}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {callSnippets.map(({ id, name, write }) => (
            <Tabs.Panel key={id} value={id}>
              <Snippet text={write(origin)} label={name} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Card>
    </div>
  );
}

function Address({ label, url }: { label: string; url: string }) {
  return (
    <div>
      <div className={classes.label}>{label}</div>
      <Snippet text={url} label={`the address of ${label}`} />
    </div>
  );
}

function Version() {
  const [{ data, error }, repeat] = useQuery({ query: VersionQuery });
  if (error && !data) {
    return (
      <Button size="compact-xs" variant="default" onClick={() => repeat({ requestPolicy: 'network-only' })}>
        The version could not be read: try again
      </Button>
    );
  }
  return <span className={classes.label}>{data ? `Penstock ${data.version}` : 'Penstock'}</span>;
}
