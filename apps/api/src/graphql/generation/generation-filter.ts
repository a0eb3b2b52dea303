import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Workspaces } from '../../access/workspaces.ts';
import type { Prisma } from '../../database/generated/client/client.ts';
import { InputError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import { type Listing, toListing, toRunningWhere } from '../../records/generation-listing.ts';
import { builder } from '../builder.ts';
import { GenerationStatus } from './generation-status.ts';

export const GenerationFilter = builder.inputType('GenerationFilter', {
  description: 'Which generations to list. All given conditions must hold.',
  fields: (t) => ({
    workspaceId: t.id({ description: "This workspace's." }),
    status: t.field({
      type: GenerationStatus,
      description: 'Those that stand so.',
    }),
    model: t.id({ description: 'Served by this model.' }),
    provider: t.id({ description: 'Served by this provider.' }),
    taskType: t.string({ description: 'With this task type.' }),
    executionId: t.string({ description: 'Belonging to this run.' }),
    endUser: t.string({ description: 'Asked for this end user.' }),
    session: t.id({ description: 'Belonging to this session.' }),
    tag: t.string({ description: 'With this tag.' }),
    from: t.field({ type: 'DateTime', description: 'Requested at this moment or later.' }),
    to: t.field({ type: 'DateTime', description: 'Requested before this moment.' }),
  }),
});

/** A filter as Prisma's conditions, null where it matches none of the kind; what is left out does not restrict. */
export function listingOf(
  filter: typeof GenerationFilter.$inferInput | null,
  viewer: Viewer,
  workspaces: Workspaces,
): { ended: Listing | null; running: Prisma.RunningGenerationWhereInput | null } {
  const { workspaceId, status, model, provider, taskType, executionId, endUser, session, tag, from, to } = filter ?? {};
  if (from != null && to != null && from >= to) throw new InputError('filter.to', 'must be later than from');
  const facts = {
    workspaceId: scopeToWorkspace(viewer, workspaceId ?? null, workspaces),
    ...{ taskType, executionId, endUser, sessionId: session, tag, from, to },
  };
  // No model has served what still runs.
  const mayRun = (status == null || status === 'RUNNING') && model == null && provider == null;
  return {
    ended: status === 'RUNNING' ? null : toListing({ ...facts, status, modelId: model, providerId: provider }),
    running: mayRun ? toRunningWhere(facts) : null,
  };
}

/** The same filter, for generations in memory. */
export function matchesOf(
  filter: typeof GenerationFilter.$inferInput | null,
  viewer: Viewer,
  workspaces: Workspaces,
): (generation: Generation) => boolean {
  const {
    workspaceId: asked,
    status,
    model,
    provider,
    taskType,
    executionId,
    endUser,
    session,
    tag,
    from,
    to,
  } = filter ?? {};
  if (from != null && to != null && from >= to) throw new InputError('filter.to', 'must be later than from');
  const workspaceId = scopeToWorkspace(viewer, asked ?? null, workspaces);
  const fits = (wanted: string | null | undefined, is: string | null): boolean => wanted == null || wanted === is;
  return ({ request: { caller, routing }, createdAtMs, ...generation }) =>
    fits(workspaceId, caller.workspaceId) &&
    fits(status, generation.status) &&
    fits(model, generation.modelId) &&
    fits(provider, generation.providerId) &&
    fits(taskType, routing.taskType) &&
    fits(executionId, caller.executionId) &&
    fits(endUser, caller.endUser) &&
    fits(session, caller.session) &&
    (tag == null || caller.tags.includes(tag)) &&
    (from == null || createdAtMs >= from.getTime()) &&
    (to == null || createdAtMs < to.getTime());
}
