import {
  booleanColumn,
  type Column,
  idColumn,
  integerColumn,
  jsonColumn,
  numberColumn,
  textColumn,
  timeColumn,
} from '../database/arrays/columns.ts';
import { fellBack, type Generation } from '../generation/generation.ts';
import type { GenerationRequest, Routing } from '../generation/generation-request.ts';
import { recordRouting, withoutSilent } from '../generation/recorded-routing.ts';
import { withoutImageBytes } from '../generation/without-image-bytes.ts';
import { type RequestRow, requestColumns } from './request-columns.ts';
import { toStoredParts } from './stored-parts.ts';
import { type PlanRow, type StaticRow, toPlanRow } from './stored-plan.ts';
import { toStoredText } from './stored-text.ts';
import { tokenColumns } from './token-columns.ts';

/** The columns of a generation's record without its plan and content. */
export type RecordedGeneration = Omit<Generation, 'request' | 'plan' | 'vectors' | 'warnings'> & RequestRow;

/** The table `generation`, column by column. */
export const generationColumns: readonly Column<RecordedGeneration>[] = [
  idColumn('id', ({ id }) => id),
  textColumn('status', ({ status }) => status),
  ...requestColumns,
  textColumn('model_id', ({ modelId }) => modelId),
  textColumn('provider_id', ({ providerId }) => providerId),
  textColumn('finish_reason', ({ finishReason }) => finishReason),
  textColumn('raw_finish_reason', ({ rawFinishReason }) => rawFinishReason),
  textColumn('error_code', ({ failure }) => failure?.code ?? null),
  textColumn('error_message', ({ failure }) => failure?.message ?? null),
  ...tokenColumns.map(({ bucket, column }) =>
    integerColumn<RecordedGeneration>(column, ({ tokens }) => tokens[bucket]),
  ),
  numberColumn('cost_usd', ({ cost }) => cost?.totalUsd ?? null),
  integerColumn('latency_ms', ({ latencyMs }) => latencyMs ?? 0),
  integerColumn('first_token_ms', ({ firstTokenMs }) => firstTokenMs),
  integerColumn('attempt_count', ({ attempts }) => attempts.length),
  booleanColumn('fell_back', fellBack),
  textColumn('endpoint', ({ request }) => request.caller.origin?.endpoint ?? null),
  textColumn('cache_status', ({ cacheStatus }) => cacheStatus),
  timeColumn('created_at', ({ createdAtMs }) => createdAtMs),
  timeColumn('settled_at', ({ settledAtMs, createdAtMs }) => settledAtMs ?? createdAtMs),
];

/** The table `generation_content`, for generations with stored content. */
export const contentColumns: readonly Column<Generation>[] = [
  idColumn('generation_id', ({ id }) => id),
  jsonColumn('request', ({ request }) => toStoredRequest(request)),
  textColumn('text', ({ text }) => toStoredText(text)),
  textColumn('reasoning', ({ reasoning }) => toStoredText(reasoning)),
  jsonColumn('tool_calls', ({ toolCalls }) => toolCalls),
  jsonColumn('parts', (generation) => toStoredParts(generation)),
  jsonColumn('json', ({ json }) => json),
  jsonColumn('provider_metadata', ({ providerMetadata }) => providerMetadata),
  jsonColumn('plan', planRowOf),
  jsonColumn('metadata', ({ request }) => request.caller.metadata),
  idColumn('standing_exclusions_id', ({ plan }) => plan.staticExclusions?.id ?? null),
];

/** A row of `generation_plan`. `plan`: a `PlanRow`, new or read from the database. */
export type GenerationPlanRow = { generationId: string; plan: unknown; staticExclusionsId: string | null };

export function toGenerationPlanRow(generation: Generation): GenerationPlanRow {
  const { id, plan } = generation;
  return { generationId: id, plan: planRowOf(generation), staticExclusionsId: plan.staticExclusions?.id ?? null };
}

function planRowOf({ plan, promptTokens, request }: Generation): PlanRow {
  return toPlanRow(plan, promptTokens, recordRouting(request, promptTokens));
}

/** The table `generation_plan`, for generations without stored content. */
export const planColumns: readonly Column<GenerationPlanRow>[] = [
  idColumn('generation_id', ({ generationId }) => generationId),
  jsonColumn('plan', ({ plan }) => plan),
  idColumn('standing_exclusions_id', ({ staticExclusionsId }) => staticExclusionsId),
];

/** The table `standing_exclusions`. */
export const staticColumns: readonly Column<StaticRow>[] = [
  idColumn('id', ({ id }) => id),
  jsonColumn('exclusions', ({ exclusions }) => exclusions),
];

/**
 * A request in its stored form. The bytes of images would fill the database. Members with their own columns are left
 * out, and so are empty members of its routing.
 */
type StoredRequest = Omit<GenerationRequest, 'caller' | 'template' | 'routing'> & { routing: Partial<Routing> };

function toStoredRequest(request: GenerationRequest): StoredRequest {
  const { template: _template, caller: _caller, ...stored } = request;
  return { ...stored, call: withoutImageBytes(request.call), routing: withoutSilent(request.routing) };
}
