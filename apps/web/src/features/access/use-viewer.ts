'use client';

import { createContext, useContext } from 'react';
import type { ViewerFacts } from './viewer-query.ts';

/** `READ`, `GENERATE`, `MANAGE`, `OPERATE` or `ADMINISTER`; see the API's access/permissions.ts. */
export type Permission = ViewerFacts['permissions'][number];

export type ConsoleViewer = Omit<ViewerFacts, 'permissions'> & {
  permissions: ReadonlySet<Permission>;
  /** Whether the API would allow a permission. Hide or disable controls that it would refuse. */
  can(permission: Permission): boolean;
};

const Context = createContext<ConsoleViewer | null>(null);

/** Provides the viewer to its children. */
export const ViewerProvider = Context.Provider;

/** The viewer in the API's response. */
export function toViewer({ permissions: list, ...facts }: ViewerFacts): ConsoleViewer {
  const permissions = new Set(list);
  return { ...facts, permissions, can: (permission) => permissions.has(permission) };
}

/** The signed-in viewer: role, workspace (null for all workspaces), and permissions. */
export function useViewer(): ConsoleViewer {
  const viewer = useContext(Context);
  if (!viewer) throw new Error('useViewer works inside <Session> only.');
  return viewer;
}
