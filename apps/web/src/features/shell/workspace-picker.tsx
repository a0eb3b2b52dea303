'use client';

import { Select } from '@mantine/core';
import { useViewer } from '../access/use-viewer.ts';
import { useWorkspaces } from '../access/use-workspaces.ts';
import { useWorkspaceScope } from './workspace-scope.ts';

/** Narrows pages to one workspace. Hidden from a viewer of one workspace, who has no choice. */
export function WorkspacePicker() {
  const viewer = useViewer();
  const { workspaceId, setWorkspaceId } = useWorkspaceScope();
  const workspaces = useWorkspaces();
  if (viewer.workspaceId !== null) return null;
  const known = workspaces.map(({ id, name }) => ({ value: id, label: name }));
  const isUnknown = workspaceId !== null && !known.some(({ value }) => value === workspaceId);
  return (
    <Select
      size="xs"
      w={170}
      aria-label="Workspace"
      placeholder="All workspaces"
      data={isUnknown ? [...known, { value: workspaceId, label: workspaceId }] : known}
      value={workspaceId}
      onChange={setWorkspaceId}
      searchable
      limit={100}
      // Typed text replaces the present name.
      onClick={({ currentTarget }) => currentTarget.select()}
      clearable
      clearButtonProps={{ 'aria-label': 'All workspaces' }}
    />
  );
}
