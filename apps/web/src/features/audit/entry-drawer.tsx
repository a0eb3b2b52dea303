'use client';

import { Badge, Button, Code, Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { FactList } from '../../components/fact-list.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { formatExactTime } from '../../format/date-time.ts';
import { formatCount } from '../../format/tokens.ts';
import { changeAddress } from '../shell/address.ts';
import classes from './audit.module.css';
import { type AuditEntry, AuditQuery, outcomes } from './audit-documents.ts';
import { changesOf } from './changes-of.ts';

/** The address parameter that contains the open entry's id. */
export const entryParameter = 'entry';

type EntryDrawerProps = {
  /** The id of the entry; null while no entry is open. */
  id: string | null;
  /** The entries of the list. An entry that is not among them is read by its id. */
  known: readonly AuditEntry[];
  onClose: () => void;
};

/** An entry with its changes. */
export function EntryDrawer({ id, known, onClose }: EntryDrawerProps) {
  const listed = known.find((entry) => entry.id === id);
  const variables = { first: 1, after: null, filter: { id } };
  const [result, reload] = useQuery({ query: AuditQuery, variables, pause: id === null || listed !== undefined });
  const entry = listed ?? result.data?.auditLog.nodes[0];
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={560}
      title={entry?.action ?? 'Entry'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {entry ? (
        <EntryDetail entry={entry} />
      ) : (
        <QueryView result={result} what="The entry" onRetry={() => reload({ requestPolicy: 'network-only' })}>
          {() => <Empty title="There is no such entry" text="The link is not complete, or its retention is over." />}
        </QueryView>
      )}
    </Drawer>
  );
}

function EntryDetail({ entry }: { entry: AuditEntry }) {
  const { at, actor, target, workspaceId, outcome, errorCode, count, requestId, address, id } = entry;
  const changes = changesOf(entry.before, entry.after);
  return (
    <Stack gap="lg">
      <FactList
        facts={[
          { label: 'When', value: formatExactTime(at) },
          {
            label: 'Outcome',
            value: (
              <Badge variant="light" color={outcomes[outcome].color} tt="none" fw={500}>
                {outcomes[outcome].label}
              </Badge>
            ),
            note: errorCode,
          },
          ...(count > 1 ? [{ label: 'Attempts within an hour', value: formatCount(count) }] : []),
          { label: 'Actor', value: nameOf(actor), note: actor.id },
          { label: 'Target', value: target === null ? '–' : target.type, note: target?.id },
          { label: 'Workspace', value: workspaceId ?? '–' },
          { label: 'Request', value: requestId ?? '–' },
          { label: 'Address', value: address ?? '–' },
          { label: 'Entry', value: id },
        ]}
      />
      <Similar entry={entry} />
      <section aria-label="Changes">
        <h3 className={classes.changesTitle}>Changes</h3>
        {changes.length === 0 ? (
          <Text size="sm" c="dimmed">
            {outcome === 'SUCCEEDED' ? 'It changed no field.' : 'Nothing was changed.'}
          </Text>
        ) : (
          <dl className={classes.changes}>
            {changes.map(({ path, before, after }) => (
              <div key={path} className={classes.change}>
                <dt>{path === '' ? 'Value' : path}</dt>
                {before !== undefined && (
                  <dd className={classes.before}>
                    <span aria-hidden>−</span> <Value of="Before" value={before} />
                  </dd>
                )}
                {after !== undefined && (
                  <dd className={classes.after}>
                    <span aria-hidden>+</span> <Value of="After" value={after} />
                  </dd>
                )}
              </div>
            ))}
          </dl>
        )}
      </section>
    </Stack>
  );
}

/** Filters the log by an actor, an action or a target. */
function Similar({ entry: { actor, action, target } }: { entry: AuditEntry }) {
  const narrow = (filter: Record<'actor' | 'action' | 'type' | 'target', string | null>): void => {
    changeAddress({ ...filter, outcome: null, [entryParameter]: null });
  };
  const none = { actor: null, action: null, type: null, target: null };
  return (
    <div className={classes.filterLinks}>
      {actor.id !== '' && (
        <Button size="compact-xs" variant="default" onClick={() => narrow({ ...none, actor: actor.id })}>
          All entries of this actor
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={() => narrow({ ...none, action })}>
        All entries of this action
      </Button>
      {target && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => narrow({ ...none, type: target.type, target: target.id })}
        >
          All entries of this target
        </Button>
      )}
    </div>
  );
}

function Value({ of, value }: { of: string; value: unknown }) {
  return (
    <Code className={classes.value} aria-label={of}>
      {typeof value === 'string' ? value : JSON.stringify(value, null, 1)}
    </Code>
  );
}

const kinds: Readonly<Record<AuditEntry['actor']['kind'], string>> = {
  ADMIN_KEY: 'Admin key',
  API_KEY: 'A key',
  USER: 'A person',
  SYSTEM: 'The service',
  ANONYMOUS: 'Without a valid key',
};

/** The label of an actor. */
export function nameOf({ kind, name }: AuditEntry['actor']): string {
  return name === '' ? kinds[kind] : name;
}
