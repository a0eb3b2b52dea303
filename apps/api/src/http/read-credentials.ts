/** A key as received. `headers` and `connectionParams` have the same member names, in any case. */
export type Credentials = {
  /** Null where none was sent, or none in a valid form. */
  key: string | null;
  /** The place of the key, for the error; null where nothing was sent. */
  source: 'Authorization' | 'x-api-key' | 'api-key' | null;
};

/** No valid key is longer. Characters. */
const longestKey = 1_000;

/**
 * The key of a request: `Authorization: Bearer KEY`, else `x-api-key`, else `api-key`. An `Authorization` of another
 * scheme is ignored where one of the others holds a key: it is for a proxy.
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
