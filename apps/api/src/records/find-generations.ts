import { Prisma, type PrismaClient } from '../database/generated/client/client.ts';
import { type GenerationFilter, type Listing, toListing, type Walk } from './generation-listing.ts';

type Reader = Pick<PrismaClient, '$queryRaw'>;

/** Rows that a page reads for conditions without an index: at first, at most, and at most with content. */
const looks = { first: 2_000, most: 50_000, mostOfContent: 5_000 } as const;
/** Each further read has this many times as many rows. */
const growth = 5;

/** A position in the list, and the number of rows after it; if negative, of rows before it. */
export type Page = { cursorId?: string | undefined; take: number };

/** The ids of a page, in the order of the list. */
export type FoundGenerations = {
  ids: readonly string[];
  /** The last row read, if the limit of rows ended the search before the page was full; else null. */
  stoppedAtId: string | null;
};

/** The newest ended generations that match a filter. */
export async function findGenerations(
  prisma: Reader,
  filter: GenerationFilter,
  { cursorId, take }: Page,
): Promise<FoundGenerations> {
  const listing = toListing(filter);
  const count = Math.abs(take);
  if (listing.walks.length === 0 || count === 0) return { ids: [], stoppedAtId: null };
  const isBackwards = take < 0;
  if (listing.rest.length === 0) {
    const ids = await walkTo(prisma, listing, { cursorId, isBackwards, count, limit: count });
    return { ids, stoppedAtId: null };
  }
  let found: FoundGenerations = { ids: [], stoppedAtId: cursorId ?? null };
  let left = mostLooks(listing);
  for (let limit: number = looks.first; left > 0; limit *= growth) {
    const wanted = { isBackwards, count: count - found.ids.length, limit: Math.min(limit, left) };
    const { ids, stoppedAtId } = await lookAt(prisma, listing, { ...wanted, cursorId: found.stoppedAtId ?? undefined });
    found = { ids: isBackwards ? [...ids, ...found.ids] : [...found.ids, ...ids], stoppedAtId };
    if (stoppedAtId === null) break;
    left -= wanted.limit;
  }
  return found;
}

/** The most rows read for a listing. */
export function mostLooks({ readsContent }: Pick<Listing, 'readsContent'>): number {
  return readsContent ? looks.mostOfContent : looks.most;
}

type Look = { cursorId?: string | undefined; isBackwards: boolean; count: number; limit: number };

async function walkTo(prisma: Reader, { walks }: Listing, look: Look): Promise<readonly string[]> {
  const { limit, isBackwards } = look;
  const rows = await prisma.$queryRaw<{ id: string }[]>(walkAll(behindCursor(walks, look), limit, isBackwards));
  const ids = rows.map(({ id }) => id);
  return isBackwards ? ids.reverse() : ids;
}

async function lookAt(prisma: Reader, { walks, rest }: Listing, look: Look): Promise<FoundGenerations> {
  const { isBackwards, count, limit } = look;
  const order = isBackwards ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const rows = await prisma.$queryRaw<{ id: string; seen: number; last: string | null }[]>`
WITH seen AS MATERIALIZED (${walkAll(behindCursor(walks, look), limit, isBackwards)}),
  page AS (SELECT id FROM seen ${where(rest)} ORDER BY id ${order} LIMIT ${count})
SELECT page.id::text, looked.seen, looked.last
FROM (SELECT count(*)::int AS seen, ${isBackwards ? Prisma.sql`max` : Prisma.sql`min`}(id::text) AS last FROM seen) AS looked
  LEFT JOIN page ON true ORDER BY page.id DESC`;
  const ids = rows.flatMap(({ id }) => id ?? []);
  const [{ seen, last } = { seen: 0, last: null }] = rows;
  return { ids, stoppedAtId: ids.length < count && seen === limit ? last : null };
}

function behindCursor(walks: readonly Walk[], { cursorId, isBackwards }: Look): readonly Walk[] {
  if (cursorId === undefined) return walks;
  const behind = isBackwards ? Prisma.sql`id > ${cursorId}::uuid` : Prisma.sql`id < ${cursorId}::uuid`;
  return walks.map(({ conditions, lead }) => ({ lead, conditions: [...conditions, behind] }));
}

const rowColumns = Prisma.raw(
  `id, status, workspace_id, api_key_id, execution_id, end_user, session_id, task_type, model_id, provider_id, error_code,
  endpoint, fell_back, cost_usd, latency_ms`,
);

/** The rows of all walks, newest first, at most `limit`. Each walk reads no more than that. */
export function walkAll(walks: readonly Walk[], limit: number, isBackwards = false): Prisma.Sql {
  const [byLead, byId] = isBackwards ? [Prisma.sql`DESC`, Prisma.sql`ASC`] : [Prisma.sql`ASC`, Prisma.sql`DESC`];
  const each = walks.map(
    ({ conditions, lead }) => Prisma.sql`
SELECT ${rowColumns} FROM generation ${where(conditions)}
ORDER BY ${lead === null ? Prisma.empty : Prisma.sql`${lead} ${byLead}, `}id ${byId} LIMIT ${limit}`,
  );
  const [only] = each;
  if (only !== undefined && each.length === 1) return only;
  const all = Prisma.join(
    each.map((walk) => Prisma.sql`(${walk})`),
    ' UNION ALL ',
  );
  return Prisma.sql`SELECT * FROM (${all}) AS walked ORDER BY id ${byId} LIMIT ${limit}`;
}

/** The clause for conditions that must all hold. */
export function where(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join([...conditions], ' AND ')}`;
}
