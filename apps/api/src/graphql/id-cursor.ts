import { InputError } from '../errors/service-error.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/**
 * The start of a page, by the key alone. Unlike Prisma's cursor it needs no row, so the next page works even if the
 * last row was pruned. `take` below 0 reads the end of the list.
 */
export function behindId(id: string | undefined, take: number): { id?: { gt: string } | { lt: string } } {
  if (id === undefined) return {};
  if (!isUuid(id)) throw new InputError(take < 0 ? 'before' : 'after', 'is not a cursor of this list');
  return { id: take < 0 ? { gt: id } : { lt: id } };
}
