/**
 * The code of a sign-in link (`/sign-in?code=…`); null without one. It is removed from the address at once, so that
 * neither the history nor a copied link contains it.
 */
export function takeCode({ location, history }: Pick<Window, 'location' | 'history'>): string | null {
  if (location.pathname !== '/sign-in') return null;
  const code = new URLSearchParams(location.search).get('code')?.trim();
  if (!code) return null;
  history.replaceState(history.state, '', location.pathname);
  return code;
}
