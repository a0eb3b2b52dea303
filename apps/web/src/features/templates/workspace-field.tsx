'use client';

import { Select } from '@mantine/core';
import { useWorkspaces } from '../access/use-workspaces.ts';

const forAll = '';

type WorkspaceFieldProps = { value: string | null; onChange: (value: string | null) => void };

/** The workspace of a new template, or all workspaces. */
export function WorkspaceField({ value, onChange }: WorkspaceFieldProps) {
  const workspaces = useWorkspaces();
  return (
    <Select
      label="Workspace"
      description="One workspace, or all of them."
      allowDeselect={false}
      value={value ?? forAll}
      onChange={(chosen) => onChange(chosen === null || chosen === forAll ? null : chosen)}
      data={[
        { value: forAll, label: 'All workspaces' },
        ...workspaces.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
