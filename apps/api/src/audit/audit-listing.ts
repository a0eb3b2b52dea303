import type { Prisma } from '../database/generated/client/client.ts';
import type { AuditOutcome } from './audit.ts';

/** A filter for entries. A missing or null member does not restrict. */
export type AuditListingFilter = {
  /** The entry with this id. */
  id?: string | null;
  actorId?: string | null;
  action?: string | null;
  targetType?: string | null;
  targetId?: string | null;
  workspaceId?: string | null;
  outcome?: AuditOutcome | null;
  /** Ids of this time or later. */
  fromId?: string | null;
  /** Ids before this time. */
  toId?: string | null;
};

/** A filter with its order: the newest first. */
export type AuditListing = {
  where: Prisma.AuditEntryWhereInput;
  orderBy: Prisma.AuditEntryOrderByWithRelationInput[];
};

/** From the column that matches the fewest entries. Each column has an index that ends with the id. */
const columns = ['targetId', 'actorId', 'workspaceId', 'action', 'targetType', 'outcome'] as const;

/**
 * The id contains the time, so a time range is a range of ids. Ordering by the leading column and the id forces the
 * index of that column, as in `records/generation-listing.ts`. Otherwise PostgreSQL may read the whole table for a rare
 * value.
 */
export function toAuditListing(filter: AuditListingFilter): AuditListing {
  const { id: only, fromId, toId } = filter;
  const spans: Prisma.UuidFilter[] = [
    ...(only == null ? [] : [{ equals: only }]),
    ...(fromId == null ? [] : [{ gte: fromId }]),
    ...(toId == null ? [] : [{ lt: toId }]),
  ];
  // Nearly all entries are successes, so that filter has no index and uses the key.
  const used = filter.outcome === 'SUCCEEDED' ? { ...filter, outcome: null } : filter;
  const lead = columns.find((column) => used[column] != null) ?? null;
  const where: Prisma.AuditEntryWhereInput = { AND: spans.map((id) => ({ id })) };
  for (const column of columns) {
    const value = filter[column];
    if (value != null) where[column] = column === lead ? { in: [value, value] } : value;
  }
  return { where, orderBy: [...(lead === null ? [] : [{ [lead]: 'asc' as const }]), { id: 'desc' }] };
}
