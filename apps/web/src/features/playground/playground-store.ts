import type { Client } from '@urql/core';
import { type BuiltInput, buildInput } from './build-input.ts';
import {
  forgetConversation,
  readConversation,
  type StoredConversation,
  storeConversation,
} from './conversation-storage.ts';
import { type Follower, followRun } from './follow-run.ts';
import { reduceRun } from './reduce-run.ts';
import { createRenderPace, type RenderPace } from './render-pace.ts';
import type { GenerateInput } from './run-documents.ts';
import { hasEnded, type RunAction, type RunState, startRun } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { Attachment, Lane, Turn } from './turn.ts';

export type PlaygroundState = {
  settings: Settings;
  turns: readonly Turn[];
  /** The text in the composer. */
  draft: string;
  /** The files in the composer. */
  files: readonly Attachment[];
  /** Whether settings or turns came with a link, and the user has not dismissed the notice yet. */
  isFromLink: boolean;
};

/** The conversation of the playground. It lives as long as the session, and a reload of the page restores it. */
export interface Playground {
  read(): PlaygroundState;
  watch(listener: () => void): () => void;
  change(settings: Partial<Settings>): void;
  write(draft: string): void;
  attach(files: readonly Attachment[]): void;
  /** Sends the draft to every route, unless a run is active. Returns the reason why it cannot be sent, or null. */
  send(): string | null;
  /** Sends the last prompt again. Replaces all of its answers, or the answer of one lane. */
  repeat(laneIndex?: number): string | null;
  /** Cancels the running answers, or the answer of one lane. */
  cancel(laneIndex?: number): void;
  clear(): void;
  /** Applies the content of a link. Its turns replace the present turns. */
  receive(shared: Partial<Pick<PlaygroundState, 'draft' | 'turns'>> & { settings?: Partial<Settings> }): void;
  /** Hides the notice that content came with a link. */
  dismissNotice(): void;
  /** Follows the stored runs that had not ended when their page was left. */
  open(): void;
  /** Stops following all runs, and removes the stored conversation: the session has ended. */
  close(): void;
}

type PlaygroundOptions = {
  client: Client;
  now?: () => number;
  /** The pace at which listeners see a streaming answer. */
  pace?: RenderPace;
  /** The storage of the conversation for a reload. Default: the tab's session storage; null for none. */
  storage?: Storage | null;
};

export function createPlayground(options: PlaygroundOptions): Playground {
  return new PlaygroundStore(options);
}

class PlaygroundStore implements Playground {
  readonly #client: Client;
  readonly #now: () => number;
  readonly #pace: RenderPace;
  readonly #storage: Storage | null;
  readonly #listeners = new Set<() => void>();
  readonly #followers = new Map<string, Follower>();
  #state: PlaygroundState = { settings: defaultSettings, turns: [], draft: '', files: [], isFromLink: false };
  /** The state of the last render, which listeners see while an answer streams in. */
  #shown = this.#state;
  #isRenderDue = false;
  #name = `console-${randomName()}`;

  constructor({ client, now = Date.now, pace = createRenderPace(), storage = tabStorage() }: PlaygroundOptions) {
    this.#client = client;
    this.#now = now;
    this.#pace = pace;
    this.#storage = storage;
    // Before the screen reads the address, which outranks the stored state.
    const stored = storage && readConversation(storage);
    if (stored) this.#restore(stored);
  }

  read = (): PlaygroundState => this.#shown;

  watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change = (settings: Partial<Settings>): void => this.#update({ settings: { ...this.#state.settings, ...settings } });

  write = (draft: string): void => this.#update({ draft });

  attach = (files: readonly Attachment[]): void => this.#update({ files });

  receive = ({ settings, ...shared }: Parameters<Playground['receive']>[0]): void => {
    if (shared.turns) this.#leaveAll();
    this.#update({ ...shared, settings: { ...this.#state.settings, ...settings }, isFromLink: true });
    this.#store();
  };

  dismissNotice = (): void => this.#update({ isFromLink: false });

  send = (): string | null => {
    const { draft, files, turns, settings } = this.#state;
    if (this.#isBusy() || (draft.trim() === '' && files.length === 0 && settings.template === null)) return null;
    const asked = { id: `${turns.length + 1}-${randomName()}`, prompt: draft, files };
    const problem = this.#ask(asked, turns, settings.routes);
    if (problem === null) this.#update({ draft: '', files: [] });
    return problem;
  };

  repeat = (laneIndex?: number): string | null => {
    const last = this.#state.turns.at(-1);
    if (!last || this.#isBusy()) return null;
    const before = this.#state.turns.slice(0, -1);
    const routes = last.lanes.map(({ route }) => route);
    if (laneIndex === undefined) return this.#ask(last, before, this.#state.settings.routes);
    const problem = this.#ask(last, before, routes, { ...last, only: laneIndex });
    return problem;
  };

  cancel = (laneIndex?: number): void => {
    const last = this.#state.turns.at(-1);
    last?.lanes.forEach((_, index) => {
      if (laneIndex === undefined || laneIndex === index) this.#followers.get(keyOf(last.id, index))?.cancel();
    });
  };

  clear = (): void => {
    this.#leaveAll();
    this.#name = `console-${randomName()}`;
    this.#update({ turns: [], isFromLink: false });
    this.#store();
  };

  open = (): void => {
    if (typeof window !== 'undefined') window.addEventListener('pagehide', this.#store);
    for (const turn of this.#state.turns) {
      turn.lanes.forEach(({ run }, index) => {
        if (!hasEnded(run)) this.#follow(turn.id, index, null, run);
      });
    }
  };

  close = (): void => {
    this.#leaveAll();
    if (typeof window !== 'undefined') window.removeEventListener('pagehide', this.#store);
    if (this.#storage) forgetConversation(this.#storage);
  };

  #isBusy(): boolean {
    return this.#state.turns.some(({ lanes }) => lanes.some(({ run }) => !hasEnded(run)));
  }

  /**
   * Starts the lanes of a turn, or only the lane `only` of a known turn. Returns the reason why they cannot start, or
   * null.
   */
  #ask(
    { id, prompt, files }: Pick<Turn, 'id' | 'prompt' | 'files'>,
    turns: readonly Turn[],
    routes: Settings['routes'],
    known?: Turn & { only: number },
  ): string | null {
    const { settings } = this.#state;
    const built = routes.map((route, laneIndex) => buildInput({ settings, turns, prompt, files, route, laneIndex }));
    const invalid = built.find((input) => input.type === 'invalid');
    if (invalid?.type === 'invalid') return invalid.problem;

    const isStarted = (index: number) => known === undefined || known.only === index;
    const lanes = routes.map((route, index): Lane => {
      const lane = known?.lanes[index];
      return lane && !isStarted(index) ? lane : { route, run: startRun(this.#now()) };
    });
    this.#update({ turns: [...turns, { id, prompt, files, lanes, format: settings.format }] });
    for (const [index, input] of inputsOf(built)) {
      const clientId = `${this.#name}-${randomName()}`;
      if (isStarted(index)) this.#follow(id, index, { ...input, clientId, session: this.#name });
    }
    this.#store();
    return null;
  }

  #follow(turnId: string, laneIndex: number, input: GenerateInput | null, from?: RunState): void {
    const follower = followRun({
      client: this.#client,
      now: this.#now,
      input,
      ...(from ? { from } : {}),
      apply: (action) => this.#apply(turnId, laneIndex, action),
    });
    this.#followers.set(keyOf(turnId, laneIndex), follower);
  }

  #apply(turnId: string, laneIndex: number, action: RunAction): RunState {
    const current = this.#state.turns.find(({ id }) => id === turnId)?.lanes[laneIndex]?.run;
    // A cleared conversation accepts no more events.
    if (!current) return { ...startRun(this.#now()), phase: 'cancelled' };
    const run = reduceRun(current, action);
    if (run === current) return run;
    const turns = this.#state.turns.map((turn) =>
      turn.id === turnId ? { ...turn, lanes: turn.lanes.with(laneIndex, { ...laneOf(turn, laneIndex), run }) } : turn,
    );
    this.#state = { ...this.#state, turns };
    this.#showSoon();
    if (run.generationId !== current.generationId || run.phase !== current.phase) this.#store();
    return run;
  }

  #restore({ name, settings, turns, draft }: StoredConversation): void {
    this.#name = name;
    this.#update({ settings, turns, draft });
  }

  #store = (): void => {
    const { settings, turns, draft } = this.#state;
    if (this.#storage) storeConversation(this.#storage, { name: this.#name, settings, turns, draft });
  };

  #leaveAll(): void {
    for (const follower of this.#followers.values()) follower.leave();
    this.#followers.clear();
  }

  #update(change: Partial<PlaygroundState>): void {
    this.#state = { ...this.#state, ...change };
    this.#show();
  }

  #show = (): void => {
    this.#isRenderDue = false;
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  };

  #showSoon(): void {
    if (this.#isRenderDue) return;
    this.#isRenderDue = true;
    this.#pace(this.#show);
  }
}

const keyOf = (turnId: string, laneIndex: number) => `${turnId}/${laneIndex}`;

function laneOf(turn: Turn, index: number): Lane {
  const lane = turn.lanes[index];
  if (!lane) throw new Error(`The turn ${turn.id} has no lane ${index}.`);
  return lane;
}

function inputsOf(built: readonly BuiltInput[]): [number, GenerateInput][] {
  return built.flatMap((one, index): [number, GenerateInput][] => (one.type === 'ready' ? [[index, one.input]] : []));
}

/** Null when the browser has none, or the user has switched it off. */
function tabStorage(): Storage | null {
  try {
    return typeof sessionStorage === 'undefined' ? null : sessionStorage;
  } catch {
    return null;
  }
}

/** `crypto.randomUUID` is missing on pages without HTTPS, which are common in private networks. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
