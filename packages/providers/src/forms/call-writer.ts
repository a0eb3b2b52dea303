import type { ModelRequest } from '../contract/request.ts';
import type { Warning } from '../contract/warning.ts';
import type { StreamCall } from '../http/stream-call.ts';
import type { UpstreamFailure } from '../http/upstream-failure.ts';
import { readObject } from '../json/read-json-value.ts';
import { type Form, unstreamed, type WrittenCall } from './form.ts';
import type { FormMemory } from './form-memory.ts';
import { FormedReader } from './formed-reader.ts';
import { formOfId, leavesStopOut, nextForm } from './next-form.ts';
import { readRefusal } from './read-refusal.ts';

/** The maximum number of weaker forms within one attempt. */
const mostSteps = 6;

/** The facts of one call. */
export type CallFacts = {
  providerId: string;
  request: ModelRequest;
  /** Writes the call in its usual form, with a new reader. */
  write: () => StreamCall;
  /** The forms of the dialect, in the order in which they apply. */
  forms: readonly Form[];
  memory: FormMemory;
};

/** Writes one call in the forms that its server accepts: the remembered forms, and a weaker form after each refusal. */
export class CallWriter {
  readonly #facts: CallFacts;
  readonly #ids: Set<string>;
  /** Forms of this request only. */
  readonly #passing = new Set<string>();
  #last: WrittenCall | null = null;
  #steps = 0;

  constructor(facts: CallFacts) {
    this.#facts = facts;
    this.#ids = new Set(facts.memory.of(facts.request.model));
  }

  /** The call in the remembered forms. */
  first(): StreamCall {
    return this.#write();
  }

  /** The call in the next weaker form. Null if the failure is not a refusal, or no form is left. */
  weaker(failure: UpstreamFailure): StreamCall | null {
    const refusal = readRefusal(failure);
    if (refusal === null || this.#steps === mostSteps) return null;
    const { forms, request } = this.#facts;
    // Without a remembered form, the refused call had the usual form.
    if (this.#last === null) this.#write();
    if (this.#last === null) return null;
    const form = nextForm(refusal, this.#last, { forms, request, applied: this.#ids });
    if (form === null) return null;
    this.#steps += 1;
    this.#ids.add(form.id);
    if (refusal.isOfRequest) this.#passing.add(form.id);
    return this.#write();
  }

  #write(): StreamCall {
    const { request, memory } = this.#facts;
    const usual = this.#facts.write();
    let written: WrittenCall = { path: usual.path, body: readObject(usual.body) ?? {} };
    const warnings = new Map<string, Warning>();
    const used: string[] = [];
    for (const form of this.#formsInOrder()) {
      const formed = form.write(written, request);
      if (formed === null) continue;
      written = { path: formed.path, body: formed.body };
      used.push(form.id);
      if (formed.warning !== undefined) warnings.set(formed.warning.path, toWarning(formed.warning, this.#facts));
    }
    this.#last = written;
    const reader = new FormedReader(usual.reader, {
      warnings: [...warnings.values()],
      stop: used.some(leavesStopOut) ? request.stop : [],
      onAccepted: () => {
        const learned = used.filter((id) => !this.#passing.has(id));
        if (this.#steps > 0 && learned.length > 0) memory.remember(request.model, learned);
      },
    });
    return { ...usual, ...written, reader, isWhole: used.includes(unstreamed) };
  }

  #formsInOrder(): readonly Form[] {
    const own = this.#facts.forms.filter(({ id }) => this.#ids.has(id));
    const without = [...this.#ids].map(formOfId).filter((form) => form !== null);
    return [...own, ...without];
  }
}

/** The warning of a form, in a sentence that names the provider and the model. */
export function toWarning(
  { path, action, instead }: { path: string; action: Warning['action']; instead: string },
  { providerId, request }: Pick<CallFacts, 'providerId' | 'request'>,
): Warning {
  return { path, action, message: `${providerId} does not accept '${path}' for '${request.model}'; ${instead}.` };
}
