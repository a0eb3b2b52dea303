import { hash, timingSafeEqual } from 'node:crypto';
import type { Access } from './access.ts';
import type { Viewer } from './viewer.ts';

const admin: Viewer = Object.freeze({
  role: 'ADMIN',
  workspaceId: null,
  apiKeyId: null,
  actor: Object.freeze({ kind: 'ADMIN_KEY', id: 'admin', name: 'admin key' }),
});

/** Access by the admin key only. Only its hash is in memory, and hashes are compared in constant time. */
export function createAccess(adminKey: string): Access {
  const expected = digestOf(adminKey);
  return { authenticate: async (key) => (timingSafeEqual(digestOf(key), expected) ? admin : null) };
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
