import { randomBytes } from 'node:crypto';

/** A new secret with the prefix by which people recognize it. */
export type Secret = {
  /** Shown once to its owner, and not stored. */
  text: string;
  /** Its first characters. */
  prefix: string;
};

/** Random characters that the prefix shows. The other 37 have 222 bits. */
const shownCharacters = 6;

/** 256 random bits after a name that scanners of leaked secrets find. `kind`: the owner of the secret. */
export function createSecret(kind: 'admin' | 'api'): Secret {
  const start = kind === 'admin' ? 'psk_admin_' : 'psk_';
  const text = start + randomBytes(32).toString('base64url');
  return { text, prefix: text.slice(0, start.length + shownCharacters) };
}
