import { isProviderError, type ProviderError } from '../contract/errors/provider-error.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { Warning } from '../contract/warning.ts';
import type { ChatCall } from '../http/protocol.ts';
import { chooseWeakerForms } from './choose-weaker-form.ts';
import { StopCutter } from './cut-at-stop.ts';
import type { LearnedForms } from './learned-forms.ts';
import { readFormRefusal } from './refusal-of-form.ts';
import { type Forms, type WeakerForm, type WrittenCall, warningOf } from './weaker-form.ts';

/** The most calls in a weaker form within one attempt. */
const mostSteps = 5;
/** How often a whole answer counts as alive while it is awaited: it is silent to its end. Milliseconds. */
const aliveMs = 4_000;

type Events = AsyncIterator<readonly StreamEvent[], undefined>;

/** How a provider is asked for one answer. */
export type FormedCall = {
  providerId: string;
  /** The model as the provider knows it. */
  model: string;
  forms: Forms;
  /** Forms that the operator set. */
  fixed: readonly WeakerForm[];
  learned: LearnedForms;
  signal: AbortSignal;
  /** Sends a call that `write` makes at the first read. The text of a failure goes to `onFailure`. */
  send(shape: (call: ChatCall) => ChatCall, onFailure: (body: string) => void): Events;
  /** Called while a whole answer is awaited. */
  onAlive?: (() => void) | undefined;
};

/**
 * The answer to one call, in the strongest form that the server takes. A refusal before the first event that names a
 * member is followed at once by the next weaker form. A form in which the model answers is remembered.
 */
export class FormedStream implements AsyncIterableIterator<readonly StreamEvent[], undefined> {
  readonly #call: FormedCall;
  #inner: Events | null = null;
  #hasAnswered = false;
  #hasLeft = false;
  /** Learned in this attempt. */
  #added: readonly WeakerForm[] = [];
  /** The warnings of the forms in use; sent with the start event. Empty afterwards. */
  #warnings: Warning[] = [];
  #cutter: StopCutter | null = null;
  #written: WrittenCall | null = null;
  #failureBody: string | null = null;

  constructor(call: FormedCall) {
    this.#call = call;
  }

  next(): Promise<IteratorResult<readonly StreamEvent[], undefined>> {
    if (!this.#hasAnswered || this.#inner === null) return this.#ask();
    return this.#isPlain() ? this.#inner.next() : this.#nextShaped(this.#inner);
  }

  async return(): Promise<IteratorResult<readonly StreamEvent[], undefined>> {
    this.#hasLeft = true;
    await this.#inner?.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The first read: asks until the server answers, or refuses for another reason. */
  async #ask(): Promise<IteratorResult<readonly StreamEvent[], undefined>> {
    for (;;) {
      this.#inner = this.#call.send(this.#shape, this.#keepFailure);
      try {
        const result = await this.#awaitFirst(this.#inner);
        this.#hasAnswered = true;
        if (this.#added.length > 0) this.#call.learned.add(this.#call.model, this.#added);
        return this.#isPlain() ? result : this.#shapeOrRead(result, this.#inner);
      } catch (error) {
        if (!isProviderError(error) || this.#hasLeft || this.#call.signal.aborted || !this.#weaken(error)) throw error;
      }
    }
  }

  async #awaitFirst(inner: Events): Promise<IteratorResult<readonly StreamEvent[], undefined>> {
    const first = inner.next();
    const { onAlive } = this.#call;
    if (this.#written?.isWhole !== true || onAlive === undefined) return first;
    const timer = setInterval(onAlive, aliveMs);
    try {
      return await first;
    } finally {
      clearInterval(timer);
    }
  }

  /** Whether the events pass unchanged. */
  #isPlain(): boolean {
    return this.#cutter === null && this.#warnings.length === 0;
  }

  async #nextShaped(inner: Events): Promise<IteratorResult<readonly StreamEvent[], undefined>> {
    return this.#shapeOrRead(await inner.next(), inner);
  }

  /** No batch may be empty: one of which nothing is left is followed by the next. */
  async #shapeOrRead(
    first: IteratorResult<readonly StreamEvent[], undefined>,
    inner: Events,
  ): Promise<IteratorResult<readonly StreamEvent[], undefined>> {
    let result = first;
    for (;;) {
      if (result.done === true) return result;
      this.#tellWarnings(result.value);
      const value = this.#cutter === null ? result.value : this.#cutter.cut(result.value);
      if (value.length > 0) return { value, done: false };
      result = await inner.next();
    }
  }

  #tellWarnings(events: readonly StreamEvent[]): void {
    if (this.#warnings.length === 0) return;
    const start = events.find((event) => event.type === 'start');
    if (start === undefined) return;
    start.warnings = [...(start.warnings ?? []), ...this.#warnings];
    this.#warnings = [];
  }

  readonly #keepFailure = (body: string): void => {
    this.#failureBody = body;
  };

  /** Puts a call into the known forms. Unchanged where none is known. */
  readonly #shape = (call: ChatCall): ChatCall => {
    const { fixed, learned, model, providerId } = this.#call;
    const known = learned.of(model);
    this.#written = { path: call.path, body: call.body, cutAt: [], isWhole: false };
    if (fixed.length === 0 && known === null && this.#added.length === 0) return call;
    this.#warnings = [];
    for (const form of fixed) this.#written = form.weaken(this.#written) ?? this.#written;
    for (const form of [...(known ?? []), ...this.#added]) this.#use(form, this.#written, providerId);
    const { path, body, cutAt } = this.#written;
    this.#cutter = cutAt.length === 0 ? null : new StopCutter(cutAt);
    return { ...call, path, body };
  };

  #use(form: WeakerForm, written: WrittenCall, providerId: string): void {
    const weaker = form.weaken(written);
    if (weaker === null) return;
    this.#written = weaker;
    const warning = warningOf(form, providerId);
    if (warning === null) return;
    this.#warnings = [...this.#warnings.filter(({ path }) => path !== warning.path), warning];
  }

  /** Adds the forms that a refusal asks for. Returns whether there are any. */
  #weaken(error: ProviderError): boolean {
    const { forms, learned, model } = this.#call;
    if (this.#written === null || this.#added.length >= mostSteps) return false;
    const refusal = readFormRefusal(error.status, this.#failureBody ?? error.message);
    this.#failureBody = null;
    if (refusal === null) return false;
    const taken = new Set([...(learned.of(model) ?? []), ...this.#added].map(({ id }) => id));
    const chosen = chooseWeakerForms(refusal, this.#written, forms, taken);
    this.#added = [...this.#added, ...chosen];
    return chosen.length > 0;
  }
}
