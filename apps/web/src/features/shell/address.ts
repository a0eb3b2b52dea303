'use client';

/**
 * Changes parameters of the address without a navigation; null removes a parameter. The scroll position stays. With
 * `step` the browser's Back undoes the change, such as an opened drawer.
 */
export function changeAddress(changes: Readonly<Record<string, string | null>>, step: 'step' | null = null): void {
  const parameters = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.toString();
  const { pathname, hash } = window.location;
  const address = `${pathname}${query === '' ? '' : `?${query}`}${hash}`;
  if (step === null) window.history.replaceState(null, '', address);
  else if (address !== `${pathname}${window.location.search}${hash}`) window.history.pushState(null, '', address);
}

/** The parameters of the time range, and the parameter of the workspace. */
const shared = [['range', 'from', 'to'], ['workspace']] as const;

/** A link that keeps the time range and the workspace of the present address, unless it has its own. */
export function withView(href: string, present: URLSearchParams): string {
  const own = new URLSearchParams(href.split('?')[1]);
  const kept = new URLSearchParams();
  for (const names of shared) {
    if (names.some((name) => own.has(name))) continue;
    for (const name of names) {
      const value = present.get(name);
      if (value) kept.set(name, value);
    }
  }
  const query = kept.toString();
  return query === '' ? href : `${href}${href.includes('?') ? '&' : '?'}${query}`;
}
