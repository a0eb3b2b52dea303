'use client';

/** Changes parameters of the address without a navigation; null removes one. The page keeps its place. */
export function changeAddress(changes: Readonly<Record<string, string | null>>): void {
  const parameters = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.toString();
  const { pathname, hash } = window.location;
  window.history.replaceState(null, '', `${pathname}${query === '' ? '' : `?${query}`}${hash}`);
}

const shared = ['range', 'from', 'to', 'workspace'];

/** A link that keeps the time range and the workspace of the present address. */
export function withView(href: string, present: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of shared) {
    const value = present.get(name);
    if (value) kept.set(name, value);
  }
  const query = kept.toString();
  return query === '' ? href : `${href}${href.includes('?') ? '&' : '?'}${query}`;
}
