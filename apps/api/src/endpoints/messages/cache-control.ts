import { type CacheBreakpoint, type ProviderOptions, unreadOfAnthropic } from '@penstock/providers';
import { unreadOf } from '../unread-members.ts';
import type { CacheControl } from './messages-body.ts';

/** The cache breakpoint and the unread members of an object. */
export type Carried = { cacheBreakpoint?: CacheBreakpoint; providerOptions?: ProviderOptions };

const readOfMark: ReadonlySet<string> = new Set(['type', 'ttl']);

/**
 * Reads the mark `cache_control`, and the members beyond `known`, which providers of this protocol get unchanged.
 * `known` includes `cache_control`. Throws an `InputError` if they are too large.
 */
export function carriedBy(object: { cache_control?: CacheControl }, known: ReadonlySet<string>, path: string): Carried {
  const { cache_control: control } = object;
  // Unread members of the mark, for example `scope`, are passed on.
  const unread = unreadOf(object, known, path, ['cache_control', readOfMark], unreadOfAnthropic);
  if (control == null) return unread;
  return { cacheBreakpoint: control.ttl == null ? true : { ttl: control.ttl }, ...unread };
}
