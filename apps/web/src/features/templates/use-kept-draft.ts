'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { newMessage, type TemplateDraft } from './template-draft.ts';

/** The draft is stored after this time without typing. Milliseconds. */
const restMs = 300;

export type KeptDraft = {
  draft: TemplateDraft;
  isChanged: boolean;
  edit(draft: TemplateDraft): void;
  /** Discards the typed text. */
  discard(): void;
  /** Removes the stored draft, before a save shows its own version. */
  forget(): void;
};

/**
 * The draft of a template, by the template's id. It is stored per window, so that another template, page or reload does
 * not lose it. `make`: the draft without changes.
 */
export function useKeptDraft(id: string, make: () => TemplateDraft): KeptDraft {
  const key = `penstock.template-draft.${id}`;
  const [begun, setBegun] = useState(make);
  const [draft, setDraft] = useState(() => read(key) ?? begun);
  const isChanged = textOf(draft) !== textOf(begun);
  const latest = useRef<TemplateDraft | null>(null);
  latest.current = isChanged ? draft : null;

  const keep = useCallback(() => write(key, latest.current), [key]);
  useEffect(() => {
    const timer = setTimeout(keep, restMs);
    return () => clearTimeout(timer);
  }, [draft, keep]);
  useEffect(() => {
    window.addEventListener('pagehide', keep);
    return () => {
      window.removeEventListener('pagehide', keep);
      keep();
    };
  }, [keep]);

  const forget = useCallback(() => {
    latest.current = null;
    write(key, null);
  }, [key]);
  const discard = (): void => {
    const fresh = make();
    setBegun(fresh);
    setDraft(fresh);
  };
  return { draft, isChanged, edit: setDraft, discard, forget };
}

/** Without React's keys, which differ from visit to visit. */
function textOf({ messages, ...others }: TemplateDraft): string {
  return JSON.stringify([others, messages.map(({ key: _, ...message }) => message)]);
}

function read(key: string): TemplateDraft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as TemplateDraft | null;
    if (!Array.isArray(kept?.messages) || typeof kept.settings !== 'object') return null;
    return { ...kept, messages: kept.messages.map((message) => ({ ...message, key: newMessage(message.role).key })) };
  } catch {
    return null;
  }
}

function write(key: string, draft: TemplateDraft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A browser without room for it, or that forbids storage, stores nothing.
  }
}
