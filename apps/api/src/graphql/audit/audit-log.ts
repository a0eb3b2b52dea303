import { toAuditListing } from '../../audit/audit-listing.ts';
import { InputError } from '../../errors/service-error.ts';
import { earliestIdAt } from '../../records/earliest-id.ts';
import { builder } from '../builder.ts';
import { withCost } from '../execution/field-cost.ts';
import { behindId, isUuid } from '../id-cursor.ts';
import { AuditEntry, AuditOutcome } from './audit-entry.ts';

const AuditFilter = builder.inputType('AuditFilter', {
  description: 'A filter for audit entries. All given conditions must hold.',
  fields: (t) => ({
    id: t.id({ description: 'The entry with this id.' }),
    actorId: t.id({ description: 'Entries of this actor: the id of a key or a person.' }),
    action: t.string({ description: 'Entries of this action, for example `budget.save`.' }),
    targetType: t.string({ description: 'Entries about objects of this type, for example `budget`.' }),
    targetId: t.id({ description: 'Entries about the object with this id.' }),
    workspaceId: t.id({ description: 'Entries about objects of this workspace.' }),
    outcome: t.field({ type: AuditOutcome, description: 'Entries with this outcome.' }),
    from: t.field({ type: 'DateTime', description: 'Entries at or after this time.' }),
    to: t.field({ type: 'DateTime', description: 'Entries before this time.' }),
  }),
});

builder.queryField('auditLog', (t) =>
  t.prismaConnection(
    {
      type: AuditEntry,
      cursor: 'id',
      extensions: withCost({ work: 300 }),
      authScopes: { can: 'administer' },
      description: 'Changes and refused attempts, newest first, 20 a page and at most 200.',
      args: { filter: t.arg({ type: AuditFilter, description: 'The filter. Default: all entries.' }) },
      resolve: (query, _root, { filter }, { services: { prisma } }) => {
        const { cursor, skip: _, ...page } = query;
        const { where, orderBy } = listingOf(filter ?? {});
        return prisma.auditEntry.findMany({
          ...page,
          orderBy,
          where: { AND: [where, behindId(cursor?.id, page.take)] },
        });
      },
    },
    { name: 'AuditEntryConnection', description: 'A page of the audit log.' },
    { name: 'AuditEntryEdge', description: 'An entry and its place in the list.' },
  ),
);

function listingOf({ from, to, ...filter }: typeof AuditFilter.$inferInput) {
  if (from != null && to != null && from >= to) throw new InputError('filter.to', 'must be later than from');
  if (filter.id != null && !isUuid(filter.id))
    throw new InputError('filter.id', 'is not the id of an entry: it must be a UUID');
  return toAuditListing({
    ...filter,
    fromId: from == null ? null : earliestIdAt(from),
    toId: to == null ? null : earliestIdAt(to),
  });
}
