import { type CacheBreakpoint, type ProviderOptions, unreadOfAnthropic } from '@penstock/providers';
import { unreadOf } from '../unread-members.ts';
import type { CacheControl } from './messages-body.ts';

/** What an object carries beside its own members: the mark of a cache breakpoint, and members that are not read here. */
export type Carried = { cacheBreakpoint?: CacheBreakpoint; providerOptions?: ProviderOptions };

const readOfMark: ReadonlySet<string> = new Set(['type', 'ttl']);

/**
 * Reads the mark `cache_control`, and the members beyond `known`, which providers of this protocol get unchanged. `known`
 * holds the mark too. Throws an `InputError` where they are too large.
 */
export function carriedBy(object: { cache_control?: CacheControl }, known: ReadonlySet<string>, path: string): Carried {
  const { cache_control: control } = object;
  // Members of the mark that are not read here, as `scope`, go along.
  const unread = unreadOf(object, known, path, ['cache_control', readOfMark], unreadOfAnthropic);
  if (control == null) return unread;
  return { cacheBreakpoint: control.ttl == null ? true : { ttl: control.ttl }, ...unread };
}
