import { Prisma, type PrismaClient } from '../database/generated/client/client.ts';
import { mostLooks, walkAll, where } from './find-generations.ts';
import { type GenerationFilter, toListing } from './generation-listing.ts';

/** The most generations counted: the newest that match. */
const mostCounted = 10_000;
/** The most values of a facet, the most frequent first. */
const mostValues = 50;

/** The members of a filter that have a facet, with their columns. */
export const facetColumns = {
  status: 'status',
  modelId: 'model_id',
  providerId: 'provider_id',
  workspaceId: 'workspace_id',
  apiKeyId: 'api_key_id',
  taskType: 'task_type',
  errorCode: 'error_code',
  endpoint: 'endpoint',
  fellBack: 'fell_back',
} as const;

export type FacetMember = keyof typeof facetColumns;

/** A value and its number of generations. */
export type FacetValue = { value: string; count: number };

export type Facets = {
  /** The number of counted generations, which match the whole filter. */
  counted: number;
  /** Whether all matching generations were counted. */
  isComplete: boolean;
  /** The values of each member, as if the filter had no condition on that member. */
  values: Readonly<Record<FacetMember, readonly FacetValue[]>>;
};

const members = Object.keys(facetColumns) as FacetMember[];

/** Counts ended generations by the values of their members. `fixed`: members whose conditions always apply. */
export async function countFacets(
  prisma: Pick<PrismaClient, '$queryRaw'>,
  filter: GenerationFilter,
  fixed: readonly FacetMember[] = [],
): Promise<Facets> {
  const named = members.filter((member) => filter[member] != null && !fixed.includes(member));
  const [whole, ...others] = await Promise.all([
    count(prisma, filter, members),
    ...named.map((member) => count(prisma, { ...filter, [member]: null }, [member])),
  ]);
  const values = Object.assign({}, whole.values, ...others.map((each) => each.values)) as Facets['values'];
  return { counted: whole.counted, isComplete: whole.isComplete, values };
}

type Row = { total: number; looked: number; member: FacetMember | null; value: string | null; count: number | null };

async function count(
  prisma: Pick<PrismaClient, '$queryRaw'>,
  filter: GenerationFilter,
  asked: readonly FacetMember[],
): Promise<Pick<Facets, 'counted' | 'isComplete'> & { values: Partial<Facets['values']> }> {
  const values: Partial<Record<FacetMember, FacetValue[]>> = Object.fromEntries(asked.map((member) => [member, []]));
  const listing = toListing(filter);
  if (listing.walks.length === 0) return { counted: 0, isComplete: true, values };
  const limit = listing.rest.length === 0 ? mostCounted + 1 : mostLooks(listing);
  const each = asked.map((member) => {
    const column = Prisma.raw(facetColumns[member]);
    return Prisma.sql`(SELECT ${member} AS member, ${column}::text AS value, count(*)::int AS count FROM counted
  WHERE ${column} IS NOT NULL GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ${mostValues})`;
  });
  const rows = await prisma.$queryRaw<Row[]>`
WITH seen AS MATERIALIZED (${walkAll(listing.walks, limit)}),
  counted AS MATERIALIZED (SELECT * FROM seen ${where(listing.rest)} ORDER BY id DESC LIMIT ${mostCounted})
SELECT (SELECT count(*)::int FROM counted) AS total, (SELECT count(*)::int FROM seen) AS looked, facet.*
FROM (SELECT) AS one LEFT JOIN (${Prisma.join(each, ' UNION ALL ')}) AS facet ON true`;
  for (const { member, value, count: ofValue } of rows) {
    if (member !== null && value !== null && ofValue !== null) values[member]?.push({ value, count: ofValue });
  }
  const [{ total, looked } = { total: 0, looked: 0 }] = rows;
  return { counted: total, isComplete: looked < limit && (total < mostCounted || total === looked), values };
}
