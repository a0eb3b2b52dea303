import type { Viewer } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { Caller } from '../generation-request.ts';
import { parseLabel, parseMetadata, parseName } from './parse-limits.ts';
import type { FieldPath } from './parse-routing.ts';

/** What a request says of its caller, as it came in; what is left out or null is not said. */
export type UncheckedCaller = {
  workspaceId?: string | null | undefined;
  executionId?: string | null | undefined;
  metadata?: unknown;
};

/** Checks what a request says of its caller: the one way for all endpoints. `viewer`: whose key is in use. */
export function parseCaller(input: UncheckedCaller, pathOf: FieldPath<keyof UncheckedCaller>, viewer: Viewer): Caller {
  const asked = parseName(input.workspaceId, pathOf('workspaceId'));
  return {
    workspaceId: parseWorkspace(asked, viewer, pathOf('workspaceId')),
    apiKeyId: viewer.apiKeyId,
    limits: viewer.limits,
    executionId: parseLabel(input.executionId ?? null, 200, pathOf('executionId')),
    metadata: parseMetadata(input.metadata, pathOf('metadata')),
  };
}

/** As asked, as far as the key allows; else the key's own; else `default`. */
function parseWorkspace(asked: string | null, viewer: Viewer, path: string): string {
  if (viewer.workspaceId !== null && asked !== null && asked !== viewer.workspaceId) {
    throw new InputError(path, `must be '${viewer.workspaceId}', the workspace of the key in use`);
  }
  return asked ?? viewer.workspaceId ?? 'default';
}
