/** The key that the console signs in with. */
export interface KeyStore {
  /** Null when not signed in. */
  read(): string | null;
  save(key: string): void;
  remove(): void;
  watch(listener: () => void): () => void;
}

const storageName = 'penstock.key';

/**
 * Stores the key in the browser's local storage. A key in the page's address (`#key=…`) is stored and removed from the
 * address, so that neither the history nor a copied link contains it.
 */
export function createKeyStore(
  page: Pick<Window, 'location' | 'history' | 'localStorage' | 'addEventListener'>,
): KeyStore {
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const takeFromAddress = () => {
    const key = new URLSearchParams(page.location.hash.slice(1)).get('key')?.trim();
    if (!key) return false;
    page.localStorage.setItem(storageName, key);
    page.history.replaceState(page.history.state, '', page.location.pathname + page.location.search);
    return true;
  };

  takeFromAddress();
  page.addEventListener('hashchange', () => takeFromAddress() && notify());
  page.addEventListener('storage', notify);

  return {
    read: () => page.localStorage.getItem(storageName),
    save(key) {
      page.localStorage.setItem(storageName, key.trim());
      notify();
    },
    remove() {
      page.localStorage.removeItem(storageName);
      notify();
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
