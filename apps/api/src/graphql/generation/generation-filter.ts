import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import type { Viewer } from '../../access/viewer.ts';
import { type Listing, toListing } from '../../records/generation-listing.ts';
import { badUserInput } from '../bad-user-input.ts';
import { builder } from '../builder.ts';
import { GenerationStatus } from './generation-status.ts';

export const GenerationFilter = builder.inputType('GenerationFilter', {
  description: 'Which generations to list. What is given must all hold.',
  fields: (t) => ({
    workspaceId: t.id({ description: "This workspace's." }),
    status: t.field({
      type: GenerationStatus,
      description: 'Ended this way. RUNNING matches none: lists hold what has ended.',
    }),
    model: t.id({ description: 'Served by this model.' }),
    provider: t.id({ description: 'Served by this provider.' }),
    taskType: t.string({ description: 'With this task type.' }),
    executionId: t.string({ description: 'Belonging to this run.' }),
    from: t.field({ type: 'DateTime', description: 'Asked for at this moment or later.' }),
    to: t.field({ type: 'DateTime', description: 'Asked for before this moment.' }),
  }),
});

/** A filter as Prisma's condition and order; what is left out does not restrict. */
export function listingOf(filter: typeof GenerationFilter.$inferInput | null, viewer: Viewer): Listing {
  const { workspaceId, status, model, provider, taskType, executionId, from, to } = filter ?? {};
  if (from != null && to != null && from >= to) throw badUserInput('filter.to', 'must be later than from');
  // Only what has ended is stored; no row has an id below the smallest.
  if (status === 'RUNNING') return { where: { id: { lt: noId } }, orderBy: [{ id: 'desc' }] };
  return toListing({
    workspaceId: scopeToWorkspace(viewer, workspaceId ?? null),
    status,
    modelId: model,
    providerId: provider,
    taskType,
    executionId,
    from,
    to,
  });
}

const noId = '00000000-0000-0000-0000-000000000000';
