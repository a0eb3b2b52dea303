'use client';

import { useMemo } from 'react';
import { useViewRange } from '../shell/view-range.ts';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import { type Steps, stepsOf } from './overview-range.ts';

/** The scope of the overview: the range and the workspace in the address, as input of usage. */
export type OverviewScope = Steps & {
  input: { from: string; to: string; workspaceId: string | null };
  /** Stays the same while only the end of the range moves. */
  subject: string;
};

export function useOverviewScope(): OverviewScope {
  const { from, to, preset } = useViewRange();
  const { workspaceId } = useWorkspaceScope();
  return useMemo(
    () => ({
      ...stepsOf(from, to),
      input: { from: from.toISOString(), to: to.toISOString(), workspaceId },
      subject: `${preset ?? `${from.toISOString()} ${to.toISOString()}`} ${workspaceId}`,
    }),
    [from, to, preset, workspaceId],
  );
}
