import type { Client } from '@urql/core';
import { buildInput, type Turn } from './build-input.ts';
import { type Follower, followRun } from './follow-run.ts';
import { reduceRun } from './reduce-run.ts';
import { hasEnded, type RunAction, type RunState, startRun } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';

export type PlaygroundState = {
  settings: Settings;
  turns: readonly Turn[];
  /** The text in the composer. */
  draft: string;
};

/** The conversation of the playground. It lives as long as the session, so leaving the screen does not end a run. */
export interface Playground {
  read(): PlaygroundState;
  watch(listener: () => void): () => void;
  change(settings: Partial<Settings>): void;
  write(draft: string): void;
  /** Sends the draft, unless a run is active. Returns why it cannot be sent, or null. */
  send(): string | null;
  /** Sends the last prompt again and replaces its answer. */
  repeat(): string | null;
  cancel(): void;
  clear(): void;
  /** Stops following all runs. */
  close(): void;
}

type PlaygroundOptions = {
  client: Client;
  now?: () => number;
  /** Calls back before the next frame. Streams are rendered at that pace. */
  onFrame?: (callback: () => void) => void;
};

export function createPlayground(options: PlaygroundOptions): Playground {
  return new PlaygroundStore(options);
}

class PlaygroundStore implements Playground {
  readonly #client: Client;
  readonly #now: () => number;
  readonly #onFrame: (callback: () => void) => void;
  readonly #listeners = new Set<() => void>();
  #state: PlaygroundState = { settings: defaultSettings, turns: [], draft: '' };
  /** The state of the last frame, which listeners see while an answer streams in. */
  #shown = this.#state;
  #isFrameDue = false;
  #follower: Follower | undefined;
  #nextTurn = 1;
  #conversation = randomName();

  constructor({ client, now = Date.now, onFrame = requestFrame }: PlaygroundOptions) {
    this.#client = client;
    this.#now = now;
    this.#onFrame = onFrame;
  }

  read = (): PlaygroundState => this.#shown;

  watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change = (settings: Partial<Settings>): void => {
    this.#set({ settings: { ...this.#state.settings, ...settings } });
    this.#show();
  };

  write = (draft: string): void => {
    this.#set({ draft });
    this.#show();
  };

  send = (): string | null => {
    const { draft, turns } = this.#state;
    const problem = this.#ask(draft, turns);
    if (this.#state.turns !== turns) this.#set({ draft: '' });
    this.#show();
    return problem;
  };

  repeat = (): string | null => {
    const last = this.#state.turns.at(-1);
    const problem = last ? this.#ask(last.prompt, this.#state.turns.slice(0, -1)) : null;
    this.#show();
    return problem;
  };

  cancel = (): void => this.#follower?.cancel();

  clear = (): void => {
    this.#follower?.leave();
    this.#conversation = randomName();
    this.#set({ turns: [] });
    this.#show();
  };

  close = (): void => this.#follower?.leave();

  /** Returns why the prompt makes no valid request, or null. */
  #ask(prompt: string, turns: readonly Turn[]): string | null {
    const isBusy = this.#state.turns.some(({ run }) => !hasEnded(run));
    if (isBusy || prompt.trim() === '') return null;
    const built = buildInput({ settings: this.#state.settings, turns, prompt });
    if (built.type === 'invalid') return built.problem;

    const turn: Turn = { id: `turn-${this.#nextTurn}`, prompt, run: startRun(this.#now()) };
    this.#nextTurn += 1;
    this.#set({ turns: [...turns, turn] });
    this.#follower = followRun({
      client: this.#client,
      now: this.#now,
      // The id of the turn distinguishes two identical requests.
      input: { ...built.input, executionId: `${this.#conversation}-${turn.id}` },
      apply: (action) => this.#apply(turn, action),
    });
    return null;
  }

  #apply(turn: Turn, action: RunAction): RunState {
    const current = this.#state.turns.find(({ id }) => id === turn.id)?.run ?? turn.run;
    const run = reduceRun(current, action);
    if (run !== current) {
      this.#set({ turns: this.#state.turns.map((known) => (known.id === turn.id ? { ...known, run } : known)) });
      this.#showSoon();
    }
    return run;
  }

  #set(change: Partial<PlaygroundState>): void {
    this.#state = { ...this.#state, ...change };
  }

  #show = (): void => {
    this.#isFrameDue = false;
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  };

  #showSoon(): void {
    if (this.#isFrameDue) return;
    this.#isFrameDue = true;
    this.#onFrame(this.#show);
  }
}

const requestFrame = (callback: () => void) => void requestAnimationFrame(callback);

/** `crypto.randomUUID` is missing on pages without HTTPS, which is common in private networks. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
