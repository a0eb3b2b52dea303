'use client';

import { useSearchParams } from 'next/navigation';
import { useViewer } from '../access/use-viewer.ts';
import { changeAddress } from './address.ts';

export type WorkspaceScope = {
  /** Null for all workspaces that the viewer may see. A viewer of one workspace always has that one. */
  workspaceId: string | null;
  setWorkspaceId(id: string | null): void;
};

const setWorkspaceId = (id: string | null): void => changeAddress({ workspace: id });

/** The workspace that pages share, in the address as `workspace`. */
export function useWorkspaceScope(): WorkspaceScope {
  const chosen = useSearchParams().get('workspace');
  const own = useViewer().workspaceId;
  return { workspaceId: own ?? chosen, setWorkspaceId };
}
