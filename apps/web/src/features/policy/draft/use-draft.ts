'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, forgetDraft, keepDraft, readDraft } from './draft-store.ts';

/** The draft is stored after this time without typing. Milliseconds. */
const restMs = 300;

export type InForce = { revision: number; yaml: string };

export type PolicyDraft = {
  yaml: string;
  base: InForce;
  isDirty: boolean;
  /** The time of a draft from an earlier visit; null for none. Epoch milliseconds. */
  foundFromMs: number | null;
  /** Whether this browser stores the draft; false when it has no room. */
  isKept: boolean;
  edit(yaml: string): void;
  /** Continues from another revision, with this text. */
  rebase(base: InForce, yaml: string): void;
  /** Replaces the draft by the text in force. */
  discard(inForce: InForce): void;
};

/** The edited text. It follows the policy in force until the first change, and survives a reload. */
export function useDraft(inForce: InForce): PolicyDraft {
  const [draft, setDraft] = useState<{ yaml: string; base: InForce }>({ yaml: inForce.yaml, base: inForce });
  const [foundFromMs, setFound] = useState<number | null>(null);
  const [isKept, setKept] = useState(true);
  const isDirty = draft.yaml !== draft.base.yaml;
  const hasRead = useRef(false);

  useEffect(() => {
    if (hasRead.current) return;
    hasRead.current = true;
    const found: Draft | null = readDraft();
    if (found === null || found.yaml === found.base.yaml) return;
    setDraft({ yaml: found.yaml, base: found.base });
    setFound(found.savedAtMs);
  }, []);

  useEffect(() => {
    if (isDirty || draft.base.revision === inForce.revision) return;
    setDraft({ yaml: inForce.yaml, base: inForce });
  }, [inForce, isDirty, draft.base.revision]);

  useEffect(() => {
    if (!isDirty) return;
    const keep = () => setKept(keepDraft({ ...draft, savedAtMs: Date.now() }));
    const timer = setTimeout(keep, restMs);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
    };
  }, [draft, isDirty]);

  const edit = useCallback((yaml: string) => {
    setDraft(({ base }) => {
      if (yaml === base.yaml) forgetDraft();
      return { base, yaml };
    });
  }, []);
  const rebase = useCallback((base: InForce, yaml: string) => {
    setFound(null);
    if (yaml === base.yaml) forgetDraft();
    setDraft({ base, yaml });
  }, []);
  const discard = useCallback((next: InForce) => {
    forgetDraft();
    setFound(null);
    setDraft({ yaml: next.yaml, base: next });
  }, []);
  return { ...draft, isDirty, foundFromMs: isDirty ? foundFromMs : null, isKept, edit, rebase, discard };
}
