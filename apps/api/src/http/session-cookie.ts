/** The cookie that holds the token of a console session. */
const sessionCookie = 'penstock_session';

/** A cookie to set. Scripts cannot read it, and browsers do not send it with requests of other sites. */
export type Cookie = {
  name: string;
  /** Characters of base64url, and dots. */
  value: string;
  path: string;
  /** Seconds from now; 0 removes it. */
  maxAgeSeconds: number;
  /** Whether it is sent over HTTPS only. */
  isSecure: boolean;
};

/** The value of `Set-Cookie`. */
export function writeCookie({ name, value, path, maxAgeSeconds, isSecure }: Cookie): string {
  const expires = new Date(maxAgeSeconds === 0 ? 0 : Date.now() + maxAgeSeconds * 1_000).toUTCString();
  const secure = isSecure ? '; Secure' : '';
  return `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; Expires=${expires}; HttpOnly; SameSite=Lax${secure}`;
}

/** The `Set-Cookie` value for a session token that expires. An empty token removes the cookie. */
export function writeSessionCookie(token: string, maxAgeSeconds: number, isSecure: boolean): string {
  return writeCookie({ name: sessionCookie, value: token, path: '/', maxAgeSeconds, isSecure });
}

/** The token in a `Cookie` header; null if it has none. */
export function readSessionToken(header: string): string | null {
  return readCookie(header, sessionCookie);
}

/** The value of the first cookie with a name; null if it is missing or empty. */
export function readCookie(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const start = pair.indexOf('=');
    if (start !== -1 && pair.slice(0, start).trim() === name) return pair.slice(start + 1).trim() || null;
  }
  return null;
}
