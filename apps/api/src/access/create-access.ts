import { timingSafeEqual } from 'node:crypto';
import { type Access, digestOfKey } from './access.ts';
import type { Viewer } from './viewer.ts';

const admin: Viewer = Object.freeze({
  role: 'ADMIN',
  workspaceId: null,
  apiKeyId: null,
  actor: Object.freeze({ kind: 'ADMIN_KEY', id: 'admin', name: 'admin key' }),
});

/** Access by the admin key only. Only its hash is in memory, and hashes are compared in constant time. */
export function createAccess(adminKey: string): Access {
  const expected = digestOfKey(adminKey);
  const viewerOf = (digest: Buffer) => (timingSafeEqual(digest, expected) ? admin : null);
  return { authenticate: async (key) => viewerOf(digestOfKey(key)), viewerOf };
}
