import { isOfWorkspace } from '../../access/permissions.ts';
import type { Viewer } from '../../access/viewer.ts';
import { defaultWorkspaceId, unknownWorkspace } from '../../access/workspaces.ts';
import type { Caller } from '../generation-request.ts';
import { type Attribution, mergeAttributions, noAttribution, parseAttribution } from './attribution.ts';
import { parseLabel, parseMetadata, parseName } from './parse-limits.ts';
import type { FieldPath } from './parse-routing.ts';

/** The caller of a request before it is checked. A member that is absent or null is not given. */
export type UncheckedCaller = {
  workspaceId?: string | null | undefined;
  executionId?: string | null | undefined;
  endUser?: string | null | undefined;
  session?: string | null | undefined;
  tags?: readonly string[] | null | undefined;
  metadata?: unknown;
};

/**
 * Checks the caller of a request, for all endpoints. `viewer`: the owner of the key in use. `others`: attributions that
 * apply where the request gives none, in order of precedence.
 */
export function parseCaller(
  input: UncheckedCaller,
  pathOf: FieldPath<keyof UncheckedCaller>,
  viewer: Viewer,
  others: readonly Attribution[] = [],
): Caller {
  const asked = parseName(input.workspaceId, pathOf('workspaceId'));
  return {
    workspaceId: parseWorkspace(asked, viewer),
    apiKeyId: viewer.apiKeyId,
    grant: viewer.grant,
    limits: viewer.limits,
    executionId: parseLabel(input.executionId ?? null, 200, pathOf('executionId')),
    ...mergeAttributions([...ofKey(viewer), parseAttribution(input, pathOf), ...others]),
    metadata: parseMetadata(input.metadata, pathOf('metadata')),
  };
}

/** The tags of the key come first, so that other tags cannot displace them. */
function ofKey({ grant: { tags } }: Viewer): readonly Attribution[] {
  return tags.length === 0 ? [] : [{ ...noAttribution, tags }];
}

/** The requested workspace, else that of the key, else the default. Throws NOT_FOUND if the key may not see it. */
function parseWorkspace(asked: string | null, viewer: Viewer): string {
  if (asked !== null && !isOfWorkspace(viewer, asked)) throw unknownWorkspace(asked);
  return asked ?? viewer.workspaceId ?? defaultWorkspaceId;
}
