/** A changed policy that is not applied. */
export type Draft = {
  yaml: string;
  /** The revision that the draft is based on. */
  base: { revision: number; yaml: string };
  /** Epoch milliseconds. */
  savedAtMs: number;
};

const key = 'penstock.policy-draft';

/**
 * The draft of this window, or null. It is stored per window: a reload restores it, and two windows do not overwrite
 * each other's draft.
 */
export function readDraft(): Draft | null {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isDraft(draft) ? draft : null;
  } catch {
    return null;
  }
}

/** Stores a draft. Returns false when the browser has no room for it, or forbids it. */
export function keepDraft(draft: Draft): boolean {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // A browser that forbids storage has no draft.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { yaml, base, savedAtMs } = value as Partial<Draft>;
  return (
    typeof yaml === 'string' &&
    typeof savedAtMs === 'number' &&
    typeof base?.yaml === 'string' &&
    typeof base.revision === 'number'
  );
}
