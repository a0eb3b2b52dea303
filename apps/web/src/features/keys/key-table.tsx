'use client';

import { ActionIcon, Badge, Menu, Text } from '@mantine/core';
import { IconBan, IconDots, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { type Column, DataTable, type Sort } from '../../components/data-table.tsx';
import { sortRows } from '../../components/sort-rows.ts';
import { formatDateTime } from '../../format/date-time.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact, formatCount } from '../../format/tokens.ts';
import { useViewer } from '../access/use-viewer.ts';
import { type Key, roleLabels } from './key-fragment.ts';
import { canManage, isWorking, type KeyState, stateOf } from './key-state.ts';
import classes from './keys.module.css';
import type { KeyActions } from './use-key-actions.tsx';

const states: Readonly<Record<KeyState, { label: string; color: string }>> = {
  active: { label: 'Active', color: 'teal' },
  ending: { label: 'Ends soon', color: 'yellow' },
  expired: { label: 'Expired', color: 'gray' },
  revoked: { label: 'Revoked', color: 'gray' },
};

export type KeyUsage = { calls: number; costUsd: string | null };

type KeyTableProps = {
  keys: readonly Key[];
  /** Cost of the last seven days, by the key's id. */
  usage: ReadonlyMap<string, KeyUsage>;
  workspaceNames: ReadonlyMap<string, string>;
  actions: KeyActions;
};

/** The keys with their limits, last use and cost. */
export function KeyTable({ keys, usage, workspaceNames, actions }: KeyTableProps) {
  const [sort, setSort] = useState<Sort>({ key: 'name', isDescending: false });
  const [nowMs] = useState(() => Date.now());
  const columns = columnsOf({ usage, workspaceNames, actions, nowMs });
  const column = columns.find(({ key }) => key === sort.key);
  return (
    <DataTable
      label="Keys"
      pageSize={50}
      columns={columns}
      rows={column?.value ? sortRows(keys, column.value, sort.isDescending) : keys}
      rowKey={({ id }) => id}
      isMuted={(key) => !isWorking(key, nowMs)}
      sort={sort}
      onSort={setSort}
    />
  );
}

type Context = Pick<KeyTableProps, 'usage' | 'workspaceNames' | 'actions'> & { nowMs: number };

function columnsOf({ usage, workspaceNames, actions, nowMs }: Context): readonly Column<Key>[] {
  const costOf = ({ id }: Key): number => Number(usage.get(id)?.costUsd ?? 0);
  return [
    {
      key: 'name',
      label: 'Name',
      value: ({ name }) => name.toLowerCase(),
      render: (key) => (
        <span data-id={key.id}>
          <span className={classes.name}>{key.name}</span>
          <span className={classes.detail}>
            <span className={classes.prefix}>{key.prefix}…</span>
            <span className={classes.maker}> by {key.createdBy}</span>
          </span>
        </span>
      ),
    },
    {
      key: 'role',
      label: 'Role',
      value: ({ role }) => role,
      render: ({ role, workspaceId }) => (
        <>
          {roleLabels[role]}
          <span className={classes.detail}>
            {workspaceId === null ? 'All workspaces' : (workspaceNames.get(workspaceId) ?? workspaceId)}
          </span>
        </>
      ),
    },
    {
      key: 'state',
      label: 'State',
      visibleFrom: 'xs',
      value: (key) => stateOf(key, nowMs),
      render: (key) => <State keyRow={key} nowMs={nowMs} />,
    },
    { key: 'limits', label: 'Limits', visibleFrom: 'lg', render: (key) => <Limits keyRow={key} /> },
    {
      key: 'lastUsed',
      label: 'Last use',
      visibleFrom: 'md',
      value: ({ lastUsedAt }) => (lastUsedAt === null ? 0 : Date.parse(lastUsedAt)),
      render: ({ lastUsedAt }) =>
        lastUsedAt === null ? 'Never' : <span className={classes.nowrap}>{formatDateTime(lastUsedAt)}</span>,
    },
    {
      key: 'usage',
      label: 'Last 7 days',
      align: 'right',
      visibleFrom: 'xs',
      value: costOf,
      render: (key) => (
        <>
          {formatUsd(costOf(key))}
          <span className={classes.detail}>{formatCalls(usage.get(key.id)?.calls ?? 0)}</span>
        </>
      ),
    },
    {
      key: 'actions',
      label: 'Actions',
      isLabelHidden: true,
      align: 'right',
      render: (key) => <Actions keyRow={key} isEnded={!isWorking(key, nowMs)} actions={actions} />,
    },
  ];
}

const formatCalls = (count: number): string => (count === 1 ? '1 call' : `${formatCount(count)} calls`);

function State({ keyRow, nowMs }: { keyRow: Key; nowMs: number }) {
  const state = stateOf(keyRow, nowMs);
  const { label, color } = states[state];
  const at = keyRow.revokedAt ?? keyRow.expiresAt;
  return (
    <>
      <Badge miw="max-content" variant="light" color={color} tt="none" fw={500}>
        {label}
      </Badge>
      {at !== null && <span className={classes.detail}>{formatDateTime(at)}</span>}
    </>
  );
}

function Limits({ keyRow: { limits, models, strategies } }: { keyRow: Key }) {
  const parts = [
    limits.requestsPerMinute !== null && `${formatCompact(limits.requestsPerMinute)} requests/min`,
    limits.tokensPerMinute !== null && `${formatCompact(limits.tokensPerMinute)} tokens/min`,
    limits.concurrency !== null && `${formatCount(limits.concurrency)} at once`,
    strategies?.join(', ') ?? false,
  ].filter((part) => part !== false);
  return (
    <>
      {parts.length === 0 ? (
        <Text span size="sm" c="dimmed">
          None
        </Text>
      ) : (
        parts.join(' · ')
      )}
      {models !== null && <span className={classes.detail}>{models.join(', ')}</span>}
    </>
  );
}

function Actions({ keyRow, isEnded, actions }: { keyRow: Key; isEnded: boolean; actions: KeyActions }) {
  const viewer = useViewer();
  if (isEnded || !canManage(viewer, keyRow)) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions of ${keyRow.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconRefresh size={15} />}
          disabled={!keyRow.rotatable}
          onClick={() => actions.rotate(keyRow)}
        >
          Rotate …
        </Menu.Item>
        {!keyRow.rotatable && (
          <Menu.Label maw={220}>It has more rights than the key in use, which cannot rotate it.</Menu.Label>
        )}
        <Menu.Item c="var(--bad-ink)" leftSection={<IconBan size={15} />} onClick={() => actions.revoke(keyRow)}>
          Revoke …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
