/** A key as received. `headers` and `connectionParams` have the same member names; their case does not matter. */
export type Credentials = {
  /** Null if no key was sent, or none in a valid form. */
  key: string | null;
  /** The header or member that held the key, for the error; null if none was sent. */
  source: 'Authorization' | 'x-api-key' | 'api-key' | null;
};

/** The longest valid key, characters. */
const longestKey = 1_000;

/**
 * The key of a request: `Authorization: Bearer KEY`, else `x-api-key`, else `api-key`. An `Authorization` with another
 * scheme is for a proxy. It is ignored if another header holds a key.
 */
export function readCredentials(members: Readonly<Record<string, unknown>>): Credentials {
  const { authorization } = members;
  const bearer = typeof authorization === 'string' ? bearerOf(authorization) : null;
  if (bearer !== null) return { key: bearer, source: 'Authorization' };
  for (const source of ['x-api-key', 'api-key'] as const) {
    const value = members[source];
    if (typeof value === 'string') return { key: plainKey(value), source };
  }
  return { key: null, source: typeof authorization === 'string' ? 'Authorization' : null };
}

/** The key in an `Authorization` header; the scheme's case does not matter. */
function bearerOf(authorization: string): string | null {
  if (authorization.length > longestKey) return null;
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null;
}

function plainKey(value: string): string | null {
  const key = value.trim();
  return key === '' || key.length > longestKey || /\s/.test(key) ? null : key;
}
