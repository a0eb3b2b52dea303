import type { ToolCall as CallSource, FinishReason as Reason } from '@penstock/providers';
import { refusalOf } from '@penstock/providers';
import { readRatings } from '../../records/ratings.ts';
import { readToolCalls } from '../../records/stored-json.ts';
import { readParts } from '../../records/stored-parts.ts';
import { readPlan } from '../../records/stored-plan.ts';
import { readStoredText } from '../../records/stored-text.ts';
import { builder } from '../builder.ts';
import { Node } from '../node-interface.ts';
import { Plan } from '../planning/plan.ts';
import { ServedTemplate } from '../templates/template-use.ts';
import { Attempt } from './attempt.ts';
import { argumentsOf, ContentPart } from './content-part.ts';
import { attemptCostColumns, Cost, noCost, sumAttemptCosts } from './cost.ts';
import { GenerationStatus, statusOf } from './generation-status.ts';
import { CacheStatus, cacheStatusOf } from './response-cache.ts';
import { readServedWarnings } from './served-warnings.ts';
import { toRequestInput } from './stored-request.ts';
import { TokenUsage } from './token-usage.ts';
import { Warning } from './warning.ts';

const ToolCall = builder.objectRef<CallSource>('ToolCall').implement({
  description: 'A function call that the model asks for.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'To name in the TOOL message that answers it.' }),
    name: t.exposeString('name', { description: "The tool's name." }),
    arguments: t.field({
      type: 'JSON',
      description: 'The arguments, as an object; as text where the model wrote no valid JSON.',
      resolve: (call) => argumentsOf(call),
    }),
  }),
});

const reasons = {
  STOP: { value: 'stop', description: 'The answer was complete, or met a stop text.' },
  LENGTH: { value: 'length', description: 'It ran into the output limit.' },
  TOOL_CALLS: { value: 'tool-calls', description: 'It waits for the results of tool calls.' },
  CONTENT_FILTER: { value: 'content-filter', description: 'The provider cut it for its content.' },
  UNKNOWN: { value: 'unknown', description: 'A reason that has no name here; `rawFinishReason` has it.' },
} as const satisfies Record<string, { value: Reason; description: string }>;

const FinishReason = builder.enumType('FinishReason', {
  description: 'Why a model stopped.',
  values: reasons,
});

/** The reason in a stored row, whose column is plain text. */
function finishReasonOf(text: string | null): Reason | null {
  if (text === null) return null;
  return Object.values(reasons).find((one) => one.value === text)?.value ?? 'unknown';
}

const inOrder = { orderBy: { number: 'asc' } } as const;
const planSelect = { plan: true, staticExclusions: { select: { id: true, exclusions: true } } } as const;

/** What was asked and answered is for its workspace alone, whichever field found the generation. */
const ofItsWorkspace = ({ workspaceId }: { workspaceId: string }) => ({ ofWorkspace: workspaceId });

/**
 * Resolves from a stored row. Content and attempts have tables of their own, which are read only where a query selects
 * them. A generation in memory has both (`to-generation-row.ts`).
 */
export const Generation = builder.prismaObject('Generation', {
  interfaces: [Node],
  description: 'One request and all that follows from it.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID version 7: ids grow with time.' }),
    status: t.field({
      type: GenerationStatus,
      description: 'Its status.',
      resolve: ({ status }) => statusOf(status),
    }),
    hasContent: t.boolean({
      description:
        'Whether the content of request and answer is available. False from a few minutes after the end, where the policy or the request stores no content. False too once stored content was removed after its retention. Then text, reasoning, toolCalls, parts, json and metadata are empty or null. The plan stays.',
      select: { content: { select: { generationId: true } } },
      resolve: ({ content }) => content !== null,
    }),
    text: t.string({
      authScopes: ofItsWorkspace,
      description: 'The answer; the text so far while it runs. Empty without content.',
      select: { content: { select: { text: true } } },
      resolve: ({ content }) => readStoredText(content?.text ?? ''),
    }),
    reasoning: t.string({
      authScopes: ofItsWorkspace,
      description: 'The thinking that the provider shows. Empty without content.',
      select: { content: { select: { reasoning: true } } },
      resolve: ({ content }) => readStoredText(content?.reasoning ?? ''),
    }),
    refusal: t.string({
      nullable: true,
      authScopes: ofItsWorkspace,
      description: 'The words with which the model refuses to answer; null where it does not, and without content.',
      select: { content: { select: { text: true, reasoning: true, toolCalls: true, parts: true } } },
      resolve: ({ content }) => (content === null ? null : refusalOf(readParts(content))),
    }),
    toolCalls: t.field({
      type: [ToolCall],
      authScopes: ofItsWorkspace,
      description: 'The function calls that the model asks for. Empty without content.',
      select: { content: { select: { toolCalls: true } } },
      resolve: ({ content }) => readToolCalls(content?.toolCalls ?? []),
    }),
    parts: t.field({
      type: [ContentPart],
      authScopes: ofItsWorkspace,
      description:
        'The answer in its order: reasoning, text, tool calls and files, with the `state` that their provider wants back. As the `parts` of an ASSISTANT message they continue the conversation. Empty without content.',
      select: { content: { select: { text: true, reasoning: true, toolCalls: true, parts: true } } },
      resolve: ({ content }) => (content === null ? [] : readParts(content)),
    }),
    json: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description: 'The answer parsed, where JSON was requested; null without content.',
      select: { content: { select: { json: true } } },
      resolve: ({ content }) => content?.json ?? null,
    }),
    requestedModel: t.exposeID('requestedModel', {
      nullable: true,
      description:
        'The model that the caller named, in its words; null where it named none. When another served, `warnings` says why.',
    }),
    model: t.exposeID('modelId', { nullable: true, description: 'The model that served; null until one does.' }),
    provider: t.exposeID('providerId', {
      nullable: true,
      description: 'The provider that served; null until one does.',
    }),
    finishReason: t.field({
      type: FinishReason,
      nullable: true,
      description: 'Why the model stopped.',
      resolve: ({ finishReason }) => finishReasonOf(finishReason),
    }),
    rawFinishReason: t.exposeString('rawFinishReason', {
      nullable: true,
      description: "Why the model stopped, in the provider's word.",
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description:
        'Why it failed, as `ALL_MODELS_FAILED`; null unless it did. `INTERRUPTED`: the process that ran it ended before it was over.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      authScopes: ofItsWorkspace,
      description:
        'Why it failed, in one sentence. Without content it says no more than that it is not kept, since it may quote.',
    }),
    warnings: t.field({
      type: [Warning],
      description:
        'What could not be had as it was asked for. First the named model, where another served. Then settings that were left out, clamped, or sent in another form. Empty while it runs.',
      select: {
        status: true,
        requestedModel: true,
        modelId: true,
        attempts: { ...inOrder, select: { outcome: true, warnings: true, modelId: true, errorCode: true } },
      },
      resolve: async (row, args, context) => [...(await readServedWarnings(row, args, context))],
    }),
    cacheStatus: t.field({
      type: CacheStatus,
      nullable: true,
      description:
        'How the response cache served it; null where it was not asked for, and while another process runs it.',
      resolve: ({ cacheStatus }) => cacheStatusOf(cacheStatus),
    }),
    usage: t.field({ type: TokenUsage, description: 'Tokens over all attempts.', resolve: (generation) => generation }),
    cost: t.field({
      type: Cost,
      nullable: true,
      description:
        'Money over all attempts; 0 for an answer of the response cache. Null where a model in it is unpriced, and before the first attempt has ended.',
      select: {
        attempts: {
          ...inOrder,
          select: attemptCostColumns,
        },
      },
      resolve: ({ attempts, cacheStatus }) => (cacheStatus === 'HIT' ? noCost : sumAttemptCosts(attempts)),
    }),
    latencyMs: t.int({
      nullable: true,
      description: 'Milliseconds from the request to its end; null while it runs.',
      resolve: (generation) => (generation.status === 'RUNNING' ? null : generation.latencyMs),
    }),
    firstTokenMs: t.exposeInt('firstTokenMs', {
      nullable: true,
      description: 'Milliseconds from the request to the first token.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was requested.' }),
    settledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended; null while it runs.',
      resolve: (generation) => (generation.status === 'RUNNING' ? null : generation.settledAt),
    }),
    workspaceId: t.exposeID('workspaceId', { description: 'The workspace that it belongs to.' }),
    apiKeyId: t.exposeID('apiKeyId', { nullable: true, description: 'The API key that was used; null without one.' }),
    endpoint: t.exposeString('endpoint', {
      nullable: true,
      description:
        'The path of its request, as `/v1/responses`; null where it is not known, and while another process runs it.',
    }),
    fellBack: t.exposeBoolean('fellBack', { description: 'Whether another model than the first tried one served.' }),
    attemptCount: t.exposeInt('attemptCount', { description: 'Calls to models so far.' }),
    endUser: t.exposeString('endUser', { nullable: true, description: 'The person that the caller asked for.' }),
    session: t.exposeString('sessionId', {
      nullable: true,
      description: 'The conversation or run that this belongs to.',
    }),
    tags: t.exposeStringList('tags', { description: 'The words of the caller and of its key.' }),
    executionId: t.exposeString('executionId', {
      nullable: true,
      description: "The caller's own id of the run that it belongs to.",
    }),
    taskType: t.exposeString('taskType', { nullable: true, description: 'The kind of task that was named.' }),
    metadata: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description: "The caller's data to store with it; null without content.",
      select: { content: { select: { metadata: true } } },
      resolve: ({ content }) => content?.metadata ?? null,
    }),
    request: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description:
        'What was asked, as members of `GenerateInput` that ask for the same again: messages, tools and settings. Files that were sent by value are left out. Null without content, and for an embedding.',
      select: { content: { select: { request: true } } },
      resolve: ({ content }) => toRequestInput(content?.request),
    }),
    plan: t.field({
      type: Plan,
      description: 'The decision before the first call.',
      select: { content: { select: planSelect }, plan: { select: planSelect } },
      resolve: ({ content, plan }) => {
        const stored = content ?? plan;
        return readPlan(stored?.plan, stored?.staticExclusions ?? null);
      },
    }),
    template: t.field({
      type: ServedTemplate,
      nullable: true,
      description: 'The template that it began with, in the version that served; null for none.',
      resolve: ({ templateName: name, templateVersion: version }) =>
        name === null || version === null ? null : { name, version },
    }),
    rating: t.loadable({
      type: 'Float',
      nullable: true,
      description: 'How good the answer was, 0 to 1, as `rateGeneration` said last; null for no rating.',
      load: async (ids: string[], { services }) =>
        (await readRatings(ids, services.prisma)).map((rating) => rating?.score ?? null),
      resolve: ({ id }) => id,
    }),
    ratingComment: t.loadable({
      type: 'String',
      nullable: true,
      authScopes: ofItsWorkspace,
      description: 'What the rating says in words; null without, and where the content is no longer kept.',
      load: async (ids: string[], { services }) =>
        (await readRatings(ids, services.prisma)).map((rating) => rating?.comment ?? null),
      resolve: ({ id }) => id,
    }),
    attempts: t.relation('attempts', {
      type: Attempt,
      query: inOrder,
      description: 'Every call to a model, in order.',
    }),
  }),
});
