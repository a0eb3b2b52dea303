import { hash, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** The validity of a code, milliseconds: ten minutes. */
const codeLifeMs = 600_000;

const createSql = `
WITH removed AS (DELETE FROM sign_in_code WHERE expires_at <= now())
INSERT INTO sign_in_code (digest, key_digest, expires_at) VALUES ($1, $2, now() + $3 * interval '1 millisecond')`;

const spendSql =
  'DELETE FROM sign_in_code WHERE digest = $1 RETURNING key_digest AS "keyDigest", expires_at > now() AS "isValid"';

/** Codes that sign in once, on any replica. */
export interface SignInCodes {
  /** A new code of 256 random bits that signs in with the key of this digest. Only its hash is stored. */
  create(keyDigest: Buffer): Promise<string>;
  /** Uses a code. Returns the digest of its key, or null if it was used, has expired, or never existed. */
  spend(code: string): Promise<Buffer | null>;
}

export function createSignInCodes(pool: pg.Pool, lifeMs: number = codeLifeMs): SignInCodes {
  return {
    async create(keyDigest) {
      const code = randomBytes(32).toString('base64url');
      await pool.query(createSql, [hash('sha256', code, 'buffer'), keyDigest, lifeMs]);
      return code;
    },
    async spend(code) {
      const { rows } = await pool.query<{ keyDigest: Buffer; isValid: boolean }>(spendSql, [
        hash('sha256', code, 'buffer'),
      ]);
      const [spent] = rows;
      return spent?.isValid === true ? spent.keyDigest : null;
    },
  };
}
