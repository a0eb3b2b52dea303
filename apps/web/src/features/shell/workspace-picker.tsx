'use client';

import { Select } from '@mantine/core';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { useWorkspaceScope } from './workspace-scope.ts';

const WorkspacesQuery = graphql(`
  query PickerWorkspaces {
    workspaces {
      id
      name
    }
  }
`);

/** Narrows pages to one workspace. A viewer of one workspace has no choice, and sees none. */
export function WorkspacePicker() {
  const viewer = useViewer();
  const { workspaceId, setWorkspaceId } = useWorkspaceScope();
  const hasChoice = viewer.workspaceId === null;
  const [{ data }] = useQuery({ query: WorkspacesQuery, pause: !hasChoice });
  if (!hasChoice) return null;
  const known = (data?.workspaces ?? []).map(({ id, name }) => ({ value: id, label: name }));
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
      clearable
      clearButtonProps={{ 'aria-label': 'All workspaces' }}
    />
  );
}
