import { z } from 'zod';
import { InputError } from '../errors/service-error.ts';
import type { CacheMode } from '../generation/generation-request.ts';
import { anyObject, name } from './bounded.ts';

/**
 * The member `cache` of every body of `/v1` with messages. An object belongs to another gateway, and goes to the
 * provider.
 */
export const cacheMember = z.union([name, anyObject]);

const modes: Readonly<Record<string, CacheMode>> = {
  off: 'off',
  read: 'read',
  write: 'write',
  read_write: 'read-write',
};

/** The cache mode of a body; without the member if the body has none. Throws an `InputError`. */
export function readCacheMode(cache: z.output<typeof cacheMember> | null | undefined): { cache?: CacheMode } {
  if (typeof cache !== 'string') return {};
  const word = cache.toLowerCase();
  const mode = Object.hasOwn(modes, word) ? modes[word] : undefined;
  if (mode !== undefined) return { cache: mode };
  throw new InputError('cache', `must be one of ${Object.keys(modes).join(', ')}, not '${cache.slice(0, 80)}'`);
}
