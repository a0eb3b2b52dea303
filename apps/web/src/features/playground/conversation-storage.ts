import { hasEnded } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Turn } from './turn.ts';

/** What a reload keeps. */
export type StoredConversation = { name: string; settings: Settings; turns: readonly Turn[]; draft: string };

const key = 'penstock.playground';
/** Changes when the stored form does; another form is forgotten. */
const form = 1;
/** Characters. Browsers keep about five million for an origin. */
const most = 2_000_000;

/**
 * Keeps a conversation for a reload, in the browser's storage of this tab. Beyond two million characters the oldest
 * turns and the files are left out. A browser without storage keeps nothing.
 */
export function storeConversation(storage: Storage, conversation: StoredConversation): void {
  for (const candidate of smallerOnes(conversation)) {
    const text = JSON.stringify({ form, ...candidate });
    if (text.length > most) continue;
    try {
      storage.setItem(key, text);
      return;
    } catch {
      // Full, or switched off.
    }
  }
  forgetConversation(storage);
}

/** The conversation that this tab had; null for none. */
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
    // Switched off: it keeps nothing.
  }
}

/** The conversation, then without its files, then with ever fewer turns. */
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
