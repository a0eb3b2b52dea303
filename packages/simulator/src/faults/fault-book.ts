import { Random } from '../answer/random.ts';
import { Refusal } from '../response/refusal.ts';
import { type Disturbance, undisturbed } from './disturbance.ts';
import { type ChosenFault, faultInName, parseFault } from './parse-fault.ts';
import { PromptedFaults } from './prompted-faults.ts';

/** The faults of a model's requests. */
export type FaultScript = {
  /** The model; `*` for all, `models` for the list of models. */
  model: string;
  /** One fault per request, in their order, as `cut:5`. Null for no fault. An empty list removes the script. */
  faults: readonly (string | null)[];
  /** Starts over after the last fault. Default false: later requests have no fault. */
  repeat?: boolean;
  /** The share of requests with a fault, 0–1. Each gets a random fault of the list instead of the next. */
  share?: number;
  /** The seed of the random choice. Default 1. */
  seed?: number;
};

/** The facts of a request that choose its faults. */
export type FaultyRequest = {
  model: string;
  header: string | undefined;
  /** The message that names faults for this conversation. Empty for none. */
  prompt: string;
  hasPrefill: boolean;
};

type RunningScript = {
  faults: readonly (ChosenFault | null)[];
  repeat: boolean;
  share: number | null;
  random: Random;
  at: number;
};

/**
 * Chooses the fault of a request. It checks the header, then the prompt, the script of the model, and the model's name.
 */
export class FaultBook {
  readonly #scripts = new Map<string, RunningScript>();
  readonly #prompted = new PromptedFaults();
  /** The time of the first request per model and fault, milliseconds of `performance.now()`. */
  readonly #firstAskedMs = new Map<string, number>();

  /** Throws an `Error` if a fault is unknown. */
  write(script: FaultScript): void {
    const { model, repeat = false, share = null, seed = 1 } = script;
    const faults = script.faults.map((text) => (text === null ? null : parseFault(text)));
    if (faults.length === 0) this.#scripts.delete(model);
    else this.#scripts.set(model, { faults, repeat, share, random: new Random(seed), at: 0 });
  }

  clear(): void {
    this.#scripts.clear();
    this.#prompted.clear();
    this.#firstAskedMs.clear();
  }

  /** The fault of this request, and its text for the log. Throws a `Refusal` if the fault is unknown. */
  open(request: FaultyRequest): { disturbance: Disturbance; text: string | null } {
    const chosen = this.#choose(request);
    if (chosen === null) return { disturbance: undisturbed, text: null };
    const key = `${request.model} ${chosen.text}`;
    const firstAskedMs = this.#firstAskedMs.get(key);
    const nowMs = performance.now();
    if (firstAskedMs === undefined) this.#firstAskedMs.set(key, nowMs);
    else if (chosen.isOnce) return { disturbance: undisturbed, text: null };
    const facts = { hasPrefill: request.hasPrefill, elapsedMs: nowMs - (firstAskedMs ?? nowMs) };
    const disturbance = chosen.fault.disturb(chosen.parameter, facts);
    return { disturbance, text: disturbance === undisturbed ? null : chosen.text };
  }

  #choose({ model, header, prompt }: FaultyRequest): ChosenFault | null {
    try {
      if (header !== undefined) return parseFault(header);
      const prompted = this.#prompted.next(model, prompt);
      if (prompted !== undefined) return prompted;
      const scripted = this.#next(model) ?? (model === 'models' ? undefined : this.#next('*'));
      return scripted === undefined ? faultInName(model) : scripted;
    } catch (error) {
      throw new Refusal({ kind: 'bad-request', message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Null: the script sets no fault. Undefined: no script, or its end. */
  #next(model: string): ChosenFault | null | undefined {
    const script = this.#scripts.get(model);
    if (script === undefined) return undefined;
    const { faults, random, share } = script;
    if (share !== null) return random.next() < share ? faults[random.integer(0, faults.length - 1)] : null;
    const fault = faults[script.at];
    script.at = script.repeat ? (script.at + 1) % faults.length : script.at + 1;
    return fault;
  }
}
