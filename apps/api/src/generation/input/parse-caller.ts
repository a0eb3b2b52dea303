import { isOfWorkspace } from '../../access/permissions.ts';
import type { Viewer } from '../../access/viewer.ts';
import { defaultWorkspaceId, unknownWorkspace } from '../../access/workspaces.ts';
import type { Caller } from '../generation-request.ts';
import { type Attribution, mergeAttributions, noAttribution, parseAttribution } from './attribution.ts';
import { parseLabel, parseMetadata, parseName } from './parse-limits.ts';
import type { FieldPath } from './parse-routing.ts';

/** What a request says of its caller, as it came in; what is left out or null is not said. */
export type UncheckedCaller = {
  workspaceId?: string | null | undefined;
  executionId?: string | null | undefined;
  endUser?: string | null | undefined;
  session?: string | null | undefined;
  tags?: readonly string[] | null | undefined;
  metadata?: unknown;
};

/**
 * Checks what a request says of its caller: the one way for all endpoints. `viewer`: whose key is in use. `others`: the
 * attributions that apply where the request says nothing itself, the first before the next.
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

/** The tags of the key come first, so that no others crowd them out. */
function ofKey({ grant: { tags } }: Viewer): readonly Attribution[] {
  return tags.length === 0 ? [] : [{ ...noAttribution, tags }];
}

/** As asked, else the key's own, else the default one. Throws NOT_FOUND where the key may not see it. */
function parseWorkspace(asked: string | null, viewer: Viewer): string {
  if (asked !== null && !isOfWorkspace(viewer, asked)) throw unknownWorkspace(asked);
  return asked ?? viewer.workspaceId ?? defaultWorkspaceId;
}
