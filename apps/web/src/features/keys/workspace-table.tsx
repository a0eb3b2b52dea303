'use client';

import { ActionIcon, Badge, Group } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { type Column, DataTable, type Sort } from '../../components/data-table.tsx';
import { sortRows } from '../../components/sort-rows.ts';
import { formatDateTime } from '../../format/date-time.ts';
import { formatCount } from '../../format/tokens.ts';
import classes from './keys.module.css';
import type { Workspace } from './workspace-dialog.tsx';

export type WorkspaceRow = Workspace & { createdAt: string };

type WorkspaceTableProps = {
  workspaces: readonly WorkspaceRow[];
  /** Number of working keys by workspace. */
  keyCounts: ReadonlyMap<string, number>;
  /** Null when the viewer may not change workspaces. */
  onEdit: ((workspace: Workspace) => void) | null;
};

/** The workspaces with their number of working keys. */
export function WorkspaceTable({ workspaces, keyCounts, onEdit }: WorkspaceTableProps) {
  const [sort, setSort] = useState<Sort>({ key: 'name', isDescending: false });
  const columns: readonly Column<WorkspaceRow>[] = [
    {
      key: 'name',
      label: 'Name',
      value: ({ name }) => name.toLowerCase(),
      render: ({ id, name }) => (
        <span data-id={id}>
          <span className={classes.name}>{name}</span>
          <span className={classes.detail}>{id}</span>
        </span>
      ),
    },
    {
      key: 'tags',
      label: 'Tags',
      visibleFrom: 'xs',
      render: ({ tags }) => (
        <Group gap={4}>
          {tags.length === 0 && <span className={classes.none}>–</span>}
          {tags.map((tag) => (
            <Badge key={tag} variant="default" size="sm" tt="none" fw={500}>
              {tag}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      key: 'created',
      label: 'Created',
      visibleFrom: 'sm',
      value: ({ createdAt }) => Date.parse(createdAt),
      render: ({ createdAt }) => formatDateTime(createdAt),
    },
    {
      key: 'keys',
      label: 'Keys',
      align: 'right',
      value: ({ id }) => keyCounts.get(id) ?? 0,
      render: ({ id }) => formatCount(keyCounts.get(id) ?? 0),
    },
    ...(onEdit === null ? [] : [editColumn(onEdit)]),
  ];
  const column = columns.find(({ key }) => key === sort.key);
  return (
    <DataTable
      label="Workspaces"
      pageSize={50}
      columns={columns}
      rows={column?.value ? sortRows(workspaces, column.value, sort.isDescending) : workspaces}
      rowKey={({ id }) => id}
      sort={sort}
      onSort={setSort}
    />
  );
}

function editColumn(onEdit: (workspace: Workspace) => void): Column<WorkspaceRow> {
  return {
    key: 'edit',
    label: 'Actions',
    isLabelHidden: true,
    align: 'right',
    render: (workspace) => (
      <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${workspace.name}`} onClick={() => onEdit(workspace)}>
        <IconPencil size={16} />
      </ActionIcon>
    ),
  };
}
