'use client';

import { useEffect, useState } from 'react';
import type { Connection } from '../../graphql/connection.ts';

/** The build for which a tab has reloaded itself, so that servers of two builds do not cause endless reloads. */
const storageKey = 'penstock-reloaded-for';

type Options = {
  /** The build of the page; null when it is unknown, as in development. */
  build: string | null;
  connection: Connection;
  reload?: () => void;
};

/**
 * Whether the console's server has another build than this tab, whose scripts are then gone. It asks after a lost
 * connection, since an update restarts the server, and when a script cannot be loaded. Without typed text, the tab
 * reloads itself.
 */
export function useBuildWatch({ build, connection, reload = reloadPage }: Options): boolean {
  const [isOutdated, setOutdated] = useState(false);
  useEffect(() => {
    if (build === null) return;
    const typed = new Set<Element>();
    const noteTyping = ({ target }: Event): void => {
      if (target instanceof Element) typed.add(target);
    };
    const check = async (): Promise<void> => {
      const present = await readPresentBuild();
      if (present === null || present === build) return;
      setOutdated(true);
      if (hasWork(typed) || window.sessionStorage.getItem(storageKey) === present) return;
      window.sessionStorage.setItem(storageKey, present);
      reload();
    };
    const checkScript = ({ target }: Event): void => {
      if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) void check();
    };
    let wasOffline = false;
    const stopWatching = connection.watch(() => {
      const state = connection.read();
      if (state === 'online' && wasOffline) void check();
      wasOffline = state === 'offline';
    });
    // Load errors do not bubble.
    window.addEventListener('error', checkScript, true);
    document.addEventListener('input', noteTyping, true);
    return () => {
      stopWatching();
      window.removeEventListener('error', checkScript, true);
      document.removeEventListener('input', noteTyping, true);
    };
  }, [build, connection, reload]);
  return isOutdated;
}

export function reloadPage(): void {
  window.location.reload();
}

async function readPresentBuild(): Promise<string | null> {
  const response = await fetch('/build', { cache: 'no-store' }).catch(() => null);
  return response?.ok ? (await response.text()).trim() : null;
}

/** Whether a reload would lose work: typed text that is still there, or an open dialog. */
function hasWork(typed: ReadonlySet<Element>): boolean {
  if (document.querySelector('[role=dialog]') !== null) return true;
  return [...typed].some((element) => element.isConnected && textOf(element).trim() !== '');
}

function textOf(element: Element): string {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
  return isField ? element.value : (element.textContent ?? '');
}
