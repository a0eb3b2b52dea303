import { hash, timingSafeEqual } from 'node:crypto';
import type { Access } from './access.ts';
import type { Viewer } from './viewer.ts';

const admin: Viewer = Object.freeze({ role: 'ADMIN', workspaceId: null, apiKeyId: null });

/** Access by the admin key only. Only its hash is in memory, and hashes are compared in constant time. */
export function createAccess(adminKey: string): Access {
  const expected = digestOf(adminKey);
  return {
    authenticate(authorization) {
      const key = bearerOf(authorization);
      return key !== null && timingSafeEqual(digestOf(key), expected) ? admin : null;
    },
  };
}

/** The key in an `Authorization` header. The scheme is not case-sensitive. */
function bearerOf(authorization: string | null | undefined): string | null {
  const match = /^bearer +(\S+) *$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
