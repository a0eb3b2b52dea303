/** The proof of identity: an API key, or the code of a link. */
export type SignInSecret = { key: string } | { code: string };

/** The result of a sign-in. `message` is the API's own sentence. */
export type SignInResult = { type: 'signed-in' } | { type: 'refused'; message: string } | { type: 'unreachable' };

/** The options of the sign-in page. */
export type SignInOptions = {
  /** The identity provider, by its host; null without one. */
  identityProvider: { name: string } | null;
};

const path = '/session';

/** Signs in. The API sets a cookie that scripts cannot read. */
export async function signIn(secret: SignInSecret): Promise<SignInResult> {
  const response = await ask({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(secret),
  });
  if (response === null) return { type: 'unreachable' };
  if (response.ok) return { type: 'signed-in' };
  const { error } = await readObject(response);
  return { type: 'refused', message: typeof error === 'string' ? error : 'The gateway refused the sign-in.' };
}

/**
 * Signs out. `url`: the page at which the browser signs out at the identity provider too; null without one. Returns
 * null when the API does not answer; the session then continues.
 */
export async function signOut(): Promise<{ url: string | null } | null> {
  const response = await ask({ method: 'DELETE' });
  if (response === null || !response.ok) return null;
  const { signOutUrl } = await readObject(response);
  return { url: typeof signOutUrl === 'string' ? signOutUrl : null };
}

/** Null when the API does not answer. */
export async function readSignInOptions(): Promise<SignInOptions | null> {
  const response = await ask({});
  if (response === null) return null;
  const { identityProvider } = await readObject(response);
  const isNamed = typeof identityProvider === 'object' && identityProvider !== null && 'name' in identityProvider;
  return { identityProvider: isNamed ? { name: String(identityProvider.name) } : null };
}

/** The address that begins the sign-in at the identity provider. The provider then returns to `page`. */
export function identityProviderHref(page: { pathname: string; search: string }): string {
  const back = page.pathname === '/sign-in' ? '/' : page.pathname + page.search;
  return `${path}/oidc?${new URLSearchParams({ return: back })}`;
}

/** Null without an answer, and when the console's server answers that it cannot reach the API. */
async function ask(init: RequestInit): Promise<Response | null> {
  const response = await fetch(path, { ...init, credentials: 'same-origin' }).catch(() => null);
  return response === null || [502, 503, 504].includes(response.status) ? null : response;
}

async function readObject(response: Response): Promise<Partial<Record<string, unknown>>> {
  const body: unknown = response.status === 204 ? {} : await response.json().catch(() => ({}));
  return typeof body === 'object' && body !== null ? body : {};
}
