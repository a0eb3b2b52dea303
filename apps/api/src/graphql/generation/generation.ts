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
  description: 'A function call requested by the model.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id to give in the TOOL message with the result.' }),
    name: t.exposeString('name', { description: "The tool's name." }),
    arguments: t.field({
      type: 'JSON',
      description: 'The arguments as an object; as text if the model wrote no valid JSON.',
      resolve: (call) => argumentsOf(call),
    }),
  }),
});

const reasons = {
  STOP: { value: 'stop', description: 'The answer was complete, or reached a stop text.' },
  LENGTH: { value: 'length', description: 'The answer reached the output limit.' },
  TOOL_CALLS: { value: 'tool-calls', description: 'The model waits for the results of tool calls.' },
  CONTENT_FILTER: { value: 'content-filter', description: 'The provider cut the answer because of its content.' },
  UNKNOWN: { value: 'unknown', description: 'A reason without a value here; `rawFinishReason` has it.' },
} as const satisfies Record<string, { value: Reason; description: string }>;

const FinishReason = builder.enumType('FinishReason', {
  description: 'The reason why a model stopped.',
  values: reasons,
});

/** The reason in a stored row, whose column is plain text. */
function finishReasonOf(text: string | null): Reason | null {
  if (text === null) return null;
  return Object.values(reasons).find((one) => one.value === text)?.value ?? 'unknown';
}

const inOrder = { orderBy: { number: 'asc' } } as const;
const planSelect = { plan: true, staticExclusions: { select: { id: true, exclusions: true } } } as const;

/** Only its workspace may read the request and the answer, whichever field found the generation. */
const ofItsWorkspace = ({ workspaceId }: { workspaceId: string }) => ({ ofWorkspace: workspaceId });

/**
 * Resolves from a stored row. Content and attempts have their own tables, which are read only if a query selects them.
 * A generation in memory has both (`to-generation-row.ts`).
 */
export const Generation = builder.prismaObject('Generation', {
  interfaces: [Node],
  description: 'One request, with its attempts and its result.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID version 7: ids grow with time.' }),
    status: t.field({
      type: GenerationStatus,
      description: 'The status.',
      resolve: ({ status }) => statusOf(status),
    }),
    hasContent: t.boolean({
      description:
        'Whether the content of request and answer is available. It is false a few minutes after the end if the policy or the request stores no content. It is also false once stored content is removed after its retention. Then text, reasoning, toolCalls, parts, json, providerMetadata and metadata are empty or null. The plan stays.',
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
      description: 'The reasoning that the provider shows. Empty without content.',
      select: { content: { select: { reasoning: true } } },
      resolve: ({ content }) => readStoredText(content?.reasoning ?? ''),
    }),
    refusal: t.string({
      nullable: true,
      authScopes: ofItsWorkspace,
      description: "The text of the model's refusal; null if it answers, and without content.",
      select: { content: { select: { text: true, reasoning: true, toolCalls: true, parts: true } } },
      resolve: ({ content }) => (content === null ? null : refusalOf(readParts(content))),
    }),
    toolCalls: t.field({
      type: [ToolCall],
      authScopes: ofItsWorkspace,
      description: 'The function calls requested by the model. Empty without content.',
      select: { content: { select: { toolCalls: true } } },
      resolve: ({ content }) => readToolCalls(content?.toolCalls ?? []),
    }),
    parts: t.field({
      type: [ContentPart],
      authScopes: ofItsWorkspace,
      description:
        'The parts of the answer in order: reasoning, text, tool calls and files, with the `state` for their provider. As the `parts` of an ASSISTANT message they continue the conversation. Empty without content.',
      select: { content: { select: { text: true, reasoning: true, toolCalls: true, parts: true } } },
      resolve: ({ content }) => (content === null ? [] : readParts(content)),
    }),
    json: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description: 'The parsed answer, if JSON was requested; null without content.',
      select: { content: { select: { json: true } } },
      resolve: ({ content }) => content?.json ?? null,
    }),
    providerMetadata: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description:
        "Other data of the provider about the answer, unchanged: for example `citations`, `annotations`, or Gemini's `groundingMetadata`. Null for none, and without content.",
      select: { content: { select: { providerMetadata: true } } },
      resolve: ({ content }) => content?.providerMetadata ?? null,
    }),
    requestedModel: t.exposeID('requestedModel', {
      nullable: true,
      description:
        'The model as the caller named it; null if it named none. If another model answered, `warnings` says why.',
    }),
    model: t.exposeID('modelId', { nullable: true, description: 'The model that answered; null before.' }),
    provider: t.exposeID('providerId', {
      nullable: true,
      description: 'The provider that answered; null before.',
    }),
    finishReason: t.field({
      type: FinishReason,
      nullable: true,
      description: 'Why the model stopped.',
      resolve: ({ finishReason }) => finishReasonOf(finishReason),
    }),
    rawFinishReason: t.exposeString('rawFinishReason', {
      nullable: true,
      description: "The provider's own term for the reason.",
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description:
        'The code of the failure, for example `ALL_MODELS_FAILED`; null unless it failed. `INTERRUPTED`: the process that ran it ended before the generation did.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      authScopes: ofItsWorkspace,
      description:
        'The failure, in one sentence. Without content it says only that the message is not stored, because a message may quote content.',
    }),
    warnings: t.field({
      type: [Warning],
      description:
        'Deviations from the request. First a substituted model, if another than the named model answered. Then settings that were left out, clamped, or sent in another form. Empty while it runs.',
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
        'The result of the response cache. Null if the request did not use it, and while another process runs the generation.',
      resolve: ({ cacheStatus }) => cacheStatusOf(cacheStatus),
    }),
    usage: t.field({ type: TokenUsage, description: 'Tokens over all attempts.', resolve: (generation) => generation }),
    cost: t.field({
      type: Cost,
      nullable: true,
      description:
        'The cost over all attempts; 0 for an answer from the response cache. Null if a model is unpriced, and before the first attempt has ended.',
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
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'The time of the request.' }),
    settledAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time of the end; null while it runs.',
      resolve: (generation) => (generation.status === 'RUNNING' ? null : generation.settledAt),
    }),
    workspaceId: t.exposeID('workspaceId', { description: 'The workspace of the generation.' }),
    apiKeyId: t.exposeID('apiKeyId', { nullable: true, description: 'The API key of the request; null without one.' }),
    endpoint: t.exposeString('endpoint', {
      nullable: true,
      description:
        'The path of the request, for example `/v1/responses`. Null if it is not known, and while another process runs the generation.',
    }),
    fellBack: t.exposeBoolean('fellBack', { description: 'Whether another model than the first tried one answered.' }),
    attemptCount: t.exposeInt('attemptCount', { description: 'The number of calls to models so far.' }),
    endUser: t.exposeString('endUser', { nullable: true, description: 'The end user that the caller named.' }),
    session: t.exposeString('sessionId', {
      nullable: true,
      description: 'The conversation or run that the caller named.',
    }),
    tags: t.exposeStringList('tags', { description: 'The tags of the request and of its key.' }),
    executionId: t.exposeString('executionId', {
      nullable: true,
      description: "The caller's own id of the execution.",
    }),
    taskType: t.exposeString('taskType', { nullable: true, description: 'The task type that the caller named.' }),
    metadata: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description: 'The metadata of the request; null without content.',
      select: { content: { select: { metadata: true } } },
      resolve: ({ content }) => content?.metadata ?? null,
    }),
    request: t.field({
      type: 'JSON',
      nullable: true,
      authScopes: ofItsWorkspace,
      description:
        'The request as members of `GenerateInput`, to repeat it: messages, tools and settings. Files sent by value are left out. Null without content, and for an embedding.',
      select: { content: { select: { request: true } } },
      resolve: ({ content }) => toRequestInput(content?.request),
    }),
    plan: t.field({
      type: Plan,
      description: 'The plan, decided before the first call.',
      select: { content: { select: planSelect }, plan: { select: planSelect } },
      resolve: ({ content, plan }) => {
        const stored = content ?? plan;
        return readPlan(stored?.plan, stored?.staticExclusions ?? null);
      },
    }),
    template: t.field({
      type: ServedTemplate,
      nullable: true,
      description: 'The template of the request, with the version that was used; null for none.',
      resolve: ({ templateName: name, templateVersion: version }) =>
        name === null || version === null ? null : { name, version },
    }),
    rating: t.loadable({
      type: 'Float',
      nullable: true,
      description: 'The quality of the answer, 0 to 1, from the last `rateGeneration`; null for no rating.',
      load: async (ids: string[], { services }) =>
        (await readRatings(ids, services.prisma)).map((rating) => rating?.score ?? null),
      resolve: ({ id }) => id,
    }),
    ratingComment: t.loadable({
      type: 'String',
      nullable: true,
      authScopes: ofItsWorkspace,
      description: 'The comment of the rating; null without one, and if the content is no longer stored.',
      load: async (ids: string[], { services }) =>
        (await readRatings(ids, services.prisma)).map((rating) => rating?.comment ?? null),
      resolve: ({ id }) => id,
    }),
    attempts: t.relation('attempts', {
      type: Attempt,
      query: inOrder,
      description: 'All calls to models, in order.',
    }),
  }),
});
