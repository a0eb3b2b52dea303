import { useSyncExternalStore } from 'react';

// The console's part of next/navigation, for the address of the test's window.

const listeners = new Set<() => void>();

function watch(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Goes to an address of the console. */
export function visit(address: string): void {
  window.history.replaceState(null, '', address);
}

if (typeof window !== 'undefined') {
  window.addEventListener('popstate', () => {
    for (const listener of listeners) listener();
  });
  for (const name of ['replaceState', 'pushState'] as const) {
    const change = window.history[name].bind(window.history);
    window.history[name] = (...args) => {
      change(...args);
      for (const listener of listeners) listener();
    };
  }
}

export function usePathname(): string {
  return useSyncExternalStore(watch, () => window.location.pathname);
}

export function useSearchParams(): URLSearchParams {
  const search = useSyncExternalStore(watch, () => window.location.search);
  return new URLSearchParams(search);
}

/** Goes to an address at once, without loading a page. */
export function useRouter() {
  return router;
}

const router = { push: visit, replace: visit, prefetch: () => {}, refresh: () => {}, back: () => {} };
