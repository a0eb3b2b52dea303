import { isOfWorkspace } from '../../access/permissions.ts';
import { scopeToWorkspace } from '../../access/scope-to-workspace.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Workspaces } from '../../access/workspaces.ts';
import type { Prisma } from '../../database/generated/client/client.ts';
import { InputError } from '../../errors/service-error.ts';
import { type Generation, fellBack as hasFallenBack } from '../../generation/generation.ts';
import { type GenerationFilter as Filter, toRunningWhere } from '../../records/generation-listing.ts';
import { builder } from '../builder.ts';
import { GenerationStatus } from './generation-status.ts';

/** The most values of one member. */
const mostValues = 50;
/** The length of a text to search for, characters. */
const textLengths = { least: 2, most: 200 } as const;

export const GenerationFilter = builder.inputType('GenerationFilter', {
  description:
    'A filter for generations. All given conditions must hold. A list takes up to 50 values, of which one must match; an empty list does not restrict.',
  fields: (t) => ({
    workspaceId: t.id({ description: 'Generations of this workspace.' }),
    workspaceIds: t.idList({ description: 'Generations of one of these workspaces.' }),
    status: t.field({ type: GenerationStatus, description: 'Generations with this status.' }),
    statuses: t.field({ type: [GenerationStatus], description: 'Generations with one of these statuses.' }),
    model: t.id({ description: 'Answered by this model.' }),
    models: t.idList({ description: 'Answered by one of these models.' }),
    provider: t.id({ description: 'Answered by this provider.' }),
    providers: t.idList({ description: 'Answered by one of these providers.' }),
    taskType: t.string({ description: 'With this task type.' }),
    taskTypes: t.stringList({ description: 'With one of these task types.' }),
    apiKeyId: t.id({ description: 'Requested with this API key.' }),
    apiKeyIds: t.idList({ description: 'Requested with one of these API keys.' }),
    errorCode: t.string({ description: 'Failed with this code, for example `ALL_MODELS_FAILED`.' }),
    errorCodes: t.stringList({ description: 'Failed with one of these codes.' }),
    endpoints: t.stringList({
      description: 'Requested on one of these paths, for example `/v1/responses`. It has no index.',
    }),
    fellBack: t.boolean({ description: 'Whether another model than the first tried one answered.' }),
    text: t.string({
      description:
        'Generations with these words in the stored prompt or answer, in any case: 2 to 200 characters. Content that is not stored is not found. Searches the newest 5,000 that match the indexed conditions; continue from `resumeAfter` of the list.',
    }),
    minCostUsd: t.field({ type: 'Decimal', description: 'With this cost or more, US dollars. It has no index.' }),
    minLatencyMs: t.int({ description: 'With this latency or more, milliseconds. It has no index.' }),
    executionId: t.string({ description: 'Of this execution.' }),
    endUser: t.string({ description: 'For this end user.' }),
    session: t.id({ description: 'Of this session.' }),
    tag: t.string({ description: 'With this tag.' }),
    from: t.field({ type: 'DateTime', description: 'Requested at or after this time.' }),
    to: t.field({ type: 'DateTime', description: 'Requested before this time.' }),
  }),
});

type Input = typeof GenerationFilter.$inferInput;

/** The filters for running and for ended generations; null if none of the kind can match. */
export type ReadFilters = {
  ended: Filter | null;
  running: Prisma.RunningGenerationWhereInput | null;
};

/** Checks a filter, and restricts it to the workspaces that the viewer may see. A missing member does not restrict. */
export function readFilter(input: Input | null, viewer: Viewer, workspaces: Workspaces): ReadFilters {
  const { statuses, ...facts } = toFilter(input, viewer, workspaces);
  const ended = statuses?.flatMap((status) => (status === 'RUNNING' ? [] : [status])) ?? null;
  const mayRun = statuses === null || statuses.includes('RUNNING');
  return {
    ended: statuses !== null && ended?.length === 0 ? null : { ...facts, status: ended },
    running: mayRun ? toRunningWhere(facts) : null,
  };
}

/** The same filter for generations in memory. */
export function matchesOf(
  input: Input | null,
  viewer: Viewer,
  workspaces: Workspaces,
): (generation: Generation) => boolean {
  const { statuses, from, to, tag, fellBack, text, minCostUsd, minLatencyMs, ...filter } = toFilter(
    input,
    viewer,
    workspaces,
  );
  const fits = (wanted: string | readonly string[] | null | undefined, is: string | null): boolean =>
    wanted == null || (is !== null && [wanted].flat().includes(is));
  return (generation) => {
    const { caller, routing } = generation.request;
    return (
      fits(filter.workspaceId, caller.workspaceId) &&
      fits(statuses, generation.status) &&
      fits(filter.modelId, generation.modelId) &&
      fits(filter.providerId, generation.providerId) &&
      fits(filter.taskType, routing.taskType) &&
      fits(filter.apiKeyId, caller.apiKeyId) &&
      fits(filter.errorCode, generation.failure?.code ?? null) &&
      fits(filter.endpoint, caller.origin?.endpoint ?? null) &&
      fits(filter.executionId, caller.executionId) &&
      fits(filter.endUser, caller.endUser) &&
      fits(filter.sessionId, caller.session) &&
      (fellBack == null || hasFallenBack(generation) === fellBack) &&
      (tag == null || caller.tags.includes(tag)) &&
      (minCostUsd == null || (generation.cost?.totalUsd ?? -1) >= Number(minCostUsd)) &&
      (minLatencyMs == null || (generation.latencyMs ?? -1) >= minLatencyMs) &&
      (text == null || saysText(generation, text)) &&
      (from == null || generation.createdAtMs >= from.getTime()) &&
      (to == null || generation.createdAtMs < to.getTime())
    );
  };
}

function saysText({ text, request: { call } }: Generation, searched: string): boolean {
  const inCall = JSON.stringify(call).toLowerCase();
  return (
    text.toLowerCase().includes(searched.toLowerCase()) ||
    inCall.includes(JSON.stringify(searched).slice(1, -1).toLowerCase())
  );
}

type Statuses = readonly (typeof GenerationStatus.$inferType)[] | null;

function toFilter(
  input: Input | null,
  viewer: Viewer,
  workspaces: Workspaces,
): Omit<Filter, 'status'> & { statuses: Statuses } {
  const given = input ?? {};
  const { from, to, text, minCostUsd, minLatencyMs } = given;
  if (from != null && to != null && from >= to) throw new InputError('filter.to', 'must be later than from');
  if (text != null && (text.length < textLengths.least || text.length > textLengths.most)) {
    throw new InputError('filter.text', `must have 2 to 200 characters, not ${text.length}`);
  }
  if (minLatencyMs != null && minLatencyMs < 0) throw new InputError('filter.minLatencyMs', 'must be 0 or more');
  if (minCostUsd != null && Number(minCostUsd) < 0) throw new InputError('filter.minCostUsd', 'must be 0 or more');
  return {
    workspaceId: scope(given, viewer, workspaces),
    statuses: oneOf('statuses', given.status, given.statuses),
    modelId: oneOf('models', given.model, given.models),
    providerId: oneOf('providers', given.provider, given.providers),
    taskType: oneOf('taskTypes', given.taskType, given.taskTypes),
    apiKeyId: oneOf('apiKeyIds', given.apiKeyId, given.apiKeyIds),
    errorCode: oneOf('errorCodes', given.errorCode, given.errorCodes),
    endpoint: oneOf('endpoints', null, given.endpoints),
    sessionId: given.session ?? null,
    executionId: given.executionId,
    endUser: given.endUser,
    tag: given.tag,
    fellBack: given.fellBack,
    text,
    minCostUsd,
    minLatencyMs,
    from,
    to,
  };
}

function scope({ workspaceId, workspaceIds }: Input, viewer: Viewer, workspaces: Workspaces): Filter['workspaceId'] {
  const asked = oneOf('workspaceIds', null, workspaceIds) ?? [];
  for (const id of asked) scopeToWorkspace(viewer, id, workspaces);
  const single = scopeToWorkspace(viewer, workspaceId ?? null, workspaces);
  return oneOf('workspaceIds', single, asked)?.filter((id) => isOfWorkspace(viewer, id)) ?? null;
}

/** The allowed values of a member that has a single and a list form. Both must match. Null: no restriction. */
function oneOf<Value>(
  member: string,
  single: Value | null | undefined,
  list: readonly Value[] | null | undefined,
): readonly Value[] | null {
  if (list == null || list.length === 0) return single == null ? null : [single];
  if (list.length > mostValues) {
    throw new InputError(`filter.${member}`, `may have at most ${mostValues} values, not ${list.length}`);
  }
  return single == null ? [...new Set(list)] : list.filter((value) => value === single).slice(0, 1);
}
