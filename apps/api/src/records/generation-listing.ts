import { Prisma } from '../database/generated/client/client.ts';
import type { Generation } from '../generation/generation.ts';
import { earliestIdAt } from './earliest-id.ts';

/** One value, or several of which one must match; absent or null does not restrict. */
type Wanted<Value extends string = string> = Value | readonly Value[] | null;

/** A filter for a list of ended generations. All members must match. */
export type GenerationFilter = {
  workspaceId?: Wanted;
  status?: Wanted<Exclude<Generation['status'], 'RUNNING'>>;
  modelId?: Wanted;
  providerId?: Wanted;
  taskType?: Wanted;
  apiKeyId?: Wanted;
  errorCode?: Wanted;
  /** The path of the request, for example `/v1/responses`. */
  endpoint?: Wanted;
  executionId?: string | null;
  endUser?: string | null;
  sessionId?: string | null;
  tag?: string | null;
  /** Whether another model than the first tried one answered. */
  fellBack?: boolean | null;
  /** Words in the stored prompt or answer, ignoring case. */
  text?: string | null;
  /** US dollars, as digits. */
  minCostUsd?: string | null;
  minLatencyMs?: number | null;
  /** Created at this time or later. */
  from?: Date | null;
  /** Created before this time. */
  to?: Date | null;
};

/** The columns with an index that begins with them and continues with the id, the most selective first. */
const columns = {
  executionId: 'execution_id',
  sessionId: 'session_id',
  endUser: 'end_user',
  apiKeyId: 'api_key_id',
  errorCode: 'error_code',
  workspaceId: 'workspace_id',
  modelId: 'model_id',
  providerId: 'provider_id',
  taskType: 'task_type',
  status: 'status',
} as const;

type IndexedMember = keyof typeof columns;

/** Columns that have a common index in pairs. */
const paired: ReadonlySet<IndexedMember> = new Set(['workspaceId', 'modelId', 'providerId', 'taskType', 'status']);

/** The most walks along indexes for one list. Each combination of values needs one. */
const mostWalks = 50;

/** A walk along one index: it reads hardly any row that does not match. */
export type Walk = {
  conditions: readonly Prisma.Sql[];
  /** The column with which the index begins. Null: the index begins with the id. */
  lead: Prisma.Sql | null;
};

/** A filter as walks along indexes. Rows of a walk may fail `rest`, for which there is no index. */
export type Listing = {
  walks: readonly Walk[];
  rest: readonly Prisma.Sql[];
  /** Whether `rest` reads stored content, which takes longer for each row. */
  readsContent: boolean;
};

/** The walks for a filter; none if it matches nothing. */
export function toListing(filter: GenerationFilter): Listing {
  const wanted = new Map(
    (Object.keys(columns) as IndexedMember[]).flatMap((member) => {
      const value = filter[member];
      return value == null ? [] : [[member, [value].flat()] as const];
    }),
  );
  const models = wanted.get('modelId');
  const providers = wanted.get('providerId');
  if (models !== undefined && providers !== undefined) {
    // A model's id begins with its provider. With a model, a provider adds nothing or excludes it.
    wanted.set(
      'modelId',
      models.filter((model) => providers.some((provider) => model.startsWith(`${provider}/`))),
    );
    wanted.delete('providerId');
  }
  const rest = unindexed(filter);
  const readsContent = filter.text != null;
  if ([...wanted.values(), [filter.endpoint ?? '']].some((values) => values.flat().length === 0)) {
    return { walks: [], rest, readsContent };
  }
  const { start, lead } = findStart(filter, wanted);
  const { combined, left } = combine(wanted, lead);
  // Without another index, only a status with COMPLETED is left, and nearly every row has it.
  const isDense = lead === null && start.length === 0;
  const shared = [...start, ...spansOf(filter), ...(isDense ? left : [])];
  const walks = combined.map((values): Walk => {
    const conditions = [...values].map(([member, value]) =>
      // The repeated value hides the constant from PostgreSQL, which would drop it from the order.
      member === lead
        ? Prisma.sql`${nameOf(member)} IN (${value}, ${value})`
        : Prisma.sql`${nameOf(member)} = ${value}`,
    );
    return { conditions: [...conditions, ...shared], lead: lead === null ? null : nameOf(lead) };
  });
  return { walks, rest: isDense ? rest : [...rest, ...left], readsContent };
}

/**
 * The column or the condition with which the index for a filter begins. Otherwise PostgreSQL may scan the key, because
 * it assumes frequent and evenly spread matches. For a workspace without recent calls, that reads all later rows.
 * Ordering by the column and the id forces an index that begins with the column.
 */
function findStart(
  filter: GenerationFilter,
  wanted: ReadonlyMap<IndexedMember, readonly string[]>,
): { start: readonly Prisma.Sql[]; lead: IndexedMember | null } {
  // Nearly all generations are completed, so this filter has no index and uses the key.
  const isUsed = (member: IndexedMember): boolean =>
    wanted.has(member) && !(member === 'status' && wanted.get('status')?.includes('COMPLETED'));
  const lead = (Object.keys(columns) as IndexedMember[]).find(isUsed) ?? null;
  const tag = filter.tag == null ? [] : [Prisma.sql`tags @> ARRAY[${filter.tag}]::text[]`];
  const fellBack = filter.fellBack === true ? [Prisma.sql`fell_back`] : [];
  if (lead !== null && !paired.has(lead)) return { start: [...tag, ...fellBack], lead };
  // Both have their own index, which PostgreSQL chooses without help.
  if (tag.length + fellBack.length > 0) return { start: [...tag, ...fellBack], lead: null };
  return { start: [], lead };
}

type Combination = ReadonlyMap<IndexedMember, string>;

/** Every combination of values that the index of `lead` can find, and conditions for the other values. */
function combine(
  wanted: ReadonlyMap<IndexedMember, readonly string[]>,
  lead: IndexedMember | null,
): { combined: readonly Combination[]; left: readonly Prisma.Sql[] } {
  let combined: readonly Combination[] = [new Map()];
  const left: Prisma.Sql[] = [];
  for (const [member, values] of wanted) {
    const isIndexed = member === lead || (lead !== null && paired.has(lead) && paired.has(member));
    if ((isIndexed && combined.length * values.length <= mostWalks) || member === lead) {
      combined = combined.flatMap((each) => values.map((value) => new Map([...each, [member, value]])));
    } else left.push(isAnyOf(nameOf(member), values));
  }
  return { combined, left };
}

function nameOf(member: IndexedMember): Prisma.Sql {
  return Prisma.raw(columns[member]);
}

function isAnyOf(column: Prisma.Sql, values: readonly string[]): Prisma.Sql {
  const [first] = values;
  return values.length === 1 ? Prisma.sql`${column} = ${first}` : Prisma.sql`${column} = ANY(${[...values]}::text[])`;
}

function unindexed({ endpoint, fellBack, text, minCostUsd, minLatencyMs }: GenerationFilter): Prisma.Sql[] {
  return [
    ...(endpoint == null ? [] : [isAnyOf(Prisma.sql`endpoint`, [endpoint].flat())]),
    ...(fellBack === false ? [Prisma.sql`NOT fell_back`] : []),
    ...(minCostUsd == null ? [] : [Prisma.sql`cost_usd >= ${minCostUsd}::numeric`]),
    ...(minLatencyMs == null ? [] : [Prisma.sql`latency_ms >= ${minLatencyMs}`]),
    ...(text == null ? [] : [containsText(text)]),
  ];
}

/**
 * Searches the texts of messages within the request, which is JSON. The whole column is searched first, which is
 * faster.
 */
function containsText(text: string): Prisma.Sql {
  const inJson = JSON.stringify(text).slice(1, -1);
  const like = (part: string): string => `%${part.replace(/[\\%_]/g, '\\$&')}%`;
  const pattern = `"(text|content|input)":"([^"\\\\]|\\\\.)*${inJson.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`;
  return Prisma.sql`EXISTS (SELECT FROM generation_content AS content WHERE content.generation_id = seen.id AND (
    content.text ILIKE ${like(text)}
    OR CASE WHEN content.request::text ILIKE ${like(inJson)} THEN content.request::text ~* ${pattern} END))`;
}

/** The id contains the time, so a time range is a range of ids. Every index on the table ends with the id. */
function spansOf({ from, to }: Pick<GenerationFilter, 'from' | 'to'>): Prisma.Sql[] {
  return [
    ...(from == null ? [] : [Prisma.sql`id >= ${earliestIdAt(from)}::uuid`]),
    ...(to == null ? [] : [Prisma.sql`id < ${earliestIdAt(to)}::uuid`]),
  ];
}

/** A filter for running generations; null if it matches none, because a condition applies only to ended ones. */
export function toRunningWhere(filter: Omit<GenerationFilter, 'status'>): Prisma.RunningGenerationWhereInput | null {
  const { modelId, providerId, errorCode, endpoint, fellBack, text, minCostUsd, minLatencyMs, from, to } = filter;
  const ofEnded = [modelId, providerId, errorCode, endpoint, fellBack, text, minCostUsd, minLatencyMs];
  if (ofEnded.some((value) => value != null)) return null;
  const { workspaceId, taskType, apiKeyId, executionId, endUser, sessionId, tag } = filter;
  const texts = { workspaceId, taskType, apiKeyId, executionId, endUser, sessionId };
  return {
    AND: [
      ...(from == null ? [] : [{ id: { gte: earliestIdAt(from) } }]),
      ...(to == null ? [] : [{ id: { lt: earliestIdAt(to) } }]),
      ...Object.entries(texts).flatMap(([column, value]) =>
        value == null ? [] : [{ [column]: { in: [value].flat() } }],
      ),
    ],
    ...(tag == null ? null : { tags: { has: tag } }),
  };
}
