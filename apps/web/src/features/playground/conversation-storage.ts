import { hasEnded } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Turn } from './turn.ts';

/** The state that survives a reload. */
export type StoredConversation = { name: string; settings: Settings; turns: readonly Turn[]; draft: string };

const key = 'penstock.playground';
/** Changes with the stored form. A conversation in another form is ignored. */
const form = 1;
/** Characters. Browsers allow about five million for an origin. */
const most = 2_000_000;

/**
 * Stores a conversation for a reload, in the browser's storage of this tab. Beyond two million characters, files and
 * the oldest turns are omitted. A browser without storage stores nothing.
 */
export function storeConversation(storage: Storage, conversation: StoredConversation): void {
  for (const candidate of smallerOnes(conversation)) {
    const text = JSON.stringify({ form, ...candidate });
    if (text.length > most) continue;
    try {
      storage.setItem(key, text);
      return;
    } catch {
      // The storage is full, or switched off.
    }
  }
  forgetConversation(storage);
}

/** The stored conversation of this tab; null without one. */
export function readConversation(storage: Storage): StoredConversation | null {
  try {
    const stored = JSON.parse(storage.getItem(key) ?? 'null');
    if (stored?.form !== form || !Array.isArray(stored.turns)) return null;
    const { name, settings, turns, draft } = stored;
    return { name, settings: { ...defaultSettings, ...settings }, turns, draft };
  } catch {
    return null;
  }
}

export function forgetConversation(storage: Storage): void {
  try {
    storage.removeItem(key);
  } catch {
    // The storage is switched off, and so it is empty.
  }
}

/** The conversation, then the same without files, then with fewer and fewer turns. */
function* smallerOnes(conversation: StoredConversation): Iterable<StoredConversation> {
  yield conversation;
  let turns = conversation.turns.map((turn) =>
    turn.lanes.every(({ run }) => hasEnded(run)) ? withoutBytes(turn) : turn,
  );
  yield { ...conversation, turns };
  while (turns.length > 0) {
    turns = turns.slice(Math.ceil(turns.length / 4));
    yield { ...conversation, turns };
  }
}

function withoutBytes(turn: Turn): Turn {
  const lanes = turn.lanes.map(({ route, run }) => ({
    route,
    run: run.settled ? { ...run, settled: { ...run.settled, parts: [] } } : run,
  }));
  return { ...turn, files: [], lanes };
}
