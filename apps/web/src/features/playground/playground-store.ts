import type { Client } from '@urql/core';
import { buildInput, type Turn } from './build-input.ts';
import { type Follower, followRun } from './follow-run.ts';
import { reduceRun } from './reduce-run.ts';
import { isOver, startRun } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';

export type PlaygroundState = {
  settings: Settings;
  turns: readonly Turn[];
  /** What stands in the composer. */
  draft: string;
};

/** The conversation of the playground. It lives as long as the session: changing the screen does not end a run. */
export interface Playground {
  read(): PlaygroundState;
  watch(listener: () => void): () => void;
  change(settings: Partial<Settings>): void;
  write(draft: string): void;
  /** Sends the draft, unless a run is going on; returns why it cannot be sent, or null. */
  send(): string | null;
  /** Asks the last prompt again, in place of its answer. */
  repeat(): string | null;
  cancel(): void;
  clear(): void;
  /** Leaves everything that is going on. */
  close(): void;
}

type PlaygroundOptions = {
  client: Client;
  now?: () => number;
  /** Calls back before the next frame is drawn; streams are shown at that pace. */
  onFrame?: (callback: () => void) => void;
};

export function createPlayground({ client, now = Date.now, onFrame = requestFrame }: PlaygroundOptions): Playground {
  let state: PlaygroundState = { settings: defaultSettings, turns: [], draft: '' };
  let shown = state;
  let isFrameDue = false;
  let follower: Follower | undefined;
  let nextTurn = 1;
  let conversation = randomName();
  const listeners = new Set<() => void>();

  const show = () => {
    isFrameDue = false;
    if (shown === state) return;
    shown = state;
    for (const listener of listeners) listener();
  };
  const showSoon = () => {
    if (isFrameDue) return;
    isFrameDue = true;
    onFrame(show);
  };
  const set = (change: Partial<PlaygroundState>) => {
    state = { ...state, ...change };
  };
  const isBusy = () => state.turns.some(({ run }) => !isOver(run));

  function ask(prompt: string, turns: readonly Turn[]): string | null {
    if (isBusy() || prompt.trim() === '') return null;
    const built = buildInput({ settings: state.settings, turns, prompt });
    if (built.type === 'invalid') return built.problem;

    const turn: Turn = { id: `turn-${nextTurn}`, prompt, run: startRun(now()) };
    nextTurn += 1;
    set({ turns: [...turns, turn] });
    follower = followRun({
      client,
      now,
      // The id of the turn keeps two requests with the same words apart.
      input: { ...built.input, executionId: `${conversation}-${turn.id}` },
      apply(action) {
        const current = state.turns.find(({ id }) => id === turn.id)?.run ?? turn.run;
        const run = reduceRun(current, action);
        if (run !== current) {
          set({ turns: state.turns.map((known) => (known.id === turn.id ? { ...known, run } : known)) });
          showSoon();
        }
        return run;
      },
    });
    return null;
  }

  return {
    read: () => shown,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change(settings) {
      set({ settings: { ...state.settings, ...settings } });
      show();
    },
    write(draft) {
      set({ draft });
      show();
    },
    send() {
      const { draft, turns } = state;
      const problem = ask(draft, turns);
      if (state.turns !== turns) set({ draft: '' });
      show();
      return problem;
    },
    repeat() {
      const last = state.turns.at(-1);
      const problem = last ? ask(last.prompt, state.turns.slice(0, -1)) : null;
      show();
      return problem;
    },
    cancel: () => follower?.cancel(),
    clear() {
      follower?.leave();
      conversation = randomName();
      set({ turns: [] });
      show();
    },
    close: () => follower?.leave(),
  };
}

const requestFrame = (callback: () => void) => void requestAnimationFrame(callback);

/** `crypto.randomUUID` is missing on pages without HTTPS, which a console in a private network often is. */
function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
