import type { ToolCallStartEvent } from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import type { EventLog, OpenEventLog } from './event-log.ts';
import type { FailureCode, Generation } from './generation.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';
import { GenerationProgress } from './generation-progress.ts';
import type { CacheStatus, GenerationRequest } from './generation-request.ts';
import type { GenerationTrace } from './generation-trace.ts';
import { HeldMemory, MemoryShare } from './held-memory.ts';
import type { Leaving } from './leaving.ts';
import { Listeners } from './listeners.ts';
import type { EndEvent } from './live-answer.ts';
import { MemoryEventLog } from './memory-event-log.ts';
import type { SessionPin } from './session-pins/session-pins.ts';
import type { Spending } from './spending.ts';

/** How a generation has ended. */
export type Outcome =
  | { status: 'COMPLETED' }
  | { status: 'CANCELLED' }
  | { status: 'FAILED'; code: FailureCode; message: string };

/** Made once: an error keeps what called it alive, here the caller's socket for as long as the generation is kept. */
const wasCancelled = new DOMException('The generation was cancelled.', 'AbortError');

/** What a character of an answer takes in its events and in its parts, two bytes each. */
const bytesPerCharacter = 4;

/** Why a generation was ended whose answer did not fit in memory beside the others. */
const gaveUp = {
  code: 'INTERRUPTED',
  message:
    'This answer was the largest in memory when the answers of all callers passed PENSTOCK_MAX_HELD_BYTES, so it was cut; its record has what was said.',
} as const;

/** A generation while it runs: what has been said so far, its event log, and the switch that ends it. */
export class LiveGeneration {
  readonly id: string;
  /** Those that it runs under, to its end. */
  readonly rules: Rules;
  readonly plan: Plan;
  readonly log: EventLog;
  readonly createdAtMs: number;
  /** Of the prompt, counted before the call. */
  readonly inputTokens: number;
  /** Keeps it within its budgets and its cost limit; null where nothing limits it. */
  readonly spending: Spending | null;
  /** Where its session is; null where it is nowhere. */
  readonly pin: SessionPin | null;
  /** Null where it is not traced. */
  readonly trace: GenerationTrace | null;
  /** How far it has come. */
  readonly progress: GenerationProgress;
  /** What it holds of the process's memory. */
  readonly share: MemoryShare;
  /** Resolves with the final state once that is recorded. */
  readonly ended: Promise<Generation>;

  readonly #controller = new AbortController();
  #resolveEnded!: (generation: Generation) => void;
  #wasInterrupted = false;
  #wasGivenUp = false;
  /** What of the share its answer takes; the rest is the request's. */
  #answerBytes = 0;
  readonly #listeners: Listeners;

  constructor(facts: {
    id: string;
    request: GenerationRequest;
    rules: Rules;
    plan: Plan;
    inputTokens: number;
    spending: Spending | null;
    pin?: SessionPin | null | undefined;
    /** Default null. */
    cacheStatus?: CacheStatus | null;
    nowMs: number;
    elapsedMs: number;
    /** Left out, the events are kept in the memory of this process. */
    openEventLog?: OpenEventLog | undefined;
    /** How long it goes on without a reader after the last one lost its connection. */
    readerGraceMs?: number | undefined;
    /** Left out, it is not traced. */
    trace?: GenerationTrace | undefined;
    /** Left out, nothing bounds what it holds. */
    share?: MemoryShare | undefined;
  }) {
    this.id = facts.id;
    this.rules = facts.rules;
    this.plan = facts.plan;
    this.createdAtMs = facts.nowMs;
    this.inputTokens = facts.inputTokens;
    this.spending = facts.spending;
    this.pin = facts.pin ?? null;
    this.trace = facts.trace ?? null;
    this.share = facts.share ?? new MemoryShare(new HeldMemory(Number.POSITIVE_INFINITY));
    this.progress = new GenerationProgress({ ...facts, cacheStatus: facts.cacheStatus ?? null });
    const { isDetached, operation } = facts.request.delivery;
    const leaving = { isDetached, isNamed: operation !== undefined, graceMs: facts.readerGraceMs };
    this.#listeners = new Listeners({ ...leaving, cancel: () => this.cancel() });
    const onUnheard = (leaving: Leaving): void => this.#listeners.lastLeft(leaving, () => this.log.readerCount);
    this.log = facts.openEventLog?.(facts.id, onUnheard) ?? new MemoryEventLog(facts.id, onUnheard);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** What was asked; without the bytes of its images once it has ended. */
  get request(): GenerationRequest {
    return this.progress.request;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether the service ended it, and not its caller. */
  get isInterrupted(): boolean {
    return this.#wasInterrupted;
  }

  /** Stops the upstream since the service ends; the generation fails, and says so through the log. */
  interrupt(): void {
    this.#wasInterrupted = !this.#controller.signal.aborted;
    this.cancel();
  }

  /** How it ends where the service has ended it for its size; null where it has not. */
  get gaveUp(): typeof gaveUp | null {
    return this.#wasGivenUp ? gaveUp : null;
  }

  /**
   * Lets go of what readers have not read, and ends the answer where it still grows. It is recorded as far as it came, and
   * its readers are told.
   */
  giveUp(): void {
    this.share.leave();
    const generation = this.progress.final;
    if (generation === null && this.signal.aborted) return;
    this.log.giveUp(this.log.hasEnded && generation !== null ? toFailed(generation) : null);
    this.#wasGivenUp = true;
    if (generation === null) this.cancel();
  }

  /** Stops the upstream; the end follows through the log. */
  cancel(): void {
    this.#controller.abort(wasCancelled);
  }

  /** Continues without readers from now on. */
  detach(): void {
    this.#listeners.detach();
  }

  /** A reader for the operation that started it, from the event after `after`, in place of the one before. */
  readOperation(after: number, leaving: () => Leaving): AsyncIterableIterator<GenerationEvent> {
    return this.log.read(after, this.#listeners.ofOperation(leaving));
  }

  /** Tells readers, keeping the progress in step with what they were told. */
  publish(body: GenerationEventBody, elapsedMs: number): void {
    this.progress.note(body, elapsedMs);
    this.log.append(this.progress.answer.withEnds(body));
    this.#hold(this.log.bytes * bytesPerCharacter);
  }

  startToolCall(start: ToolCallStartEvent, elapsedMs: number): void {
    this.progress.answer.add(start);
    const { type: _, ...call } = start;
    this.publish({ type: 'tool-call-delta', ...call, argumentsDelta: '' }, elapsedMs);
  }

  extendToolCall(index: number, argumentsDelta: string, elapsedMs: number): void {
    const { answer } = this.progress;
    const call = answer.callAt(index);
    if (call === undefined) return;
    answer.add({ type: 'tool-call-delta', index, argumentsText: argumentsDelta });
    this.publish({ type: 'tool-call-delta', index, id: call.id, name: call.name, argumentsDelta }, elapsedMs);
  }

  /** Takes the end of a part, with what its provider wants back, and files. Readers are told ends with the next delta. */
  addPart(event: EndEvent, elapsedMs: number): void {
    this.progress.endPart(event, elapsedMs);
    if (event.type === 'file') this.share.grow(event.data.length);
  }

  snapshot(): Generation {
    return this.progress.snapshot();
  }

  /** Tells readers of the end and lets go of them. */
  close(last: GenerationEventBody, generation: Generation): void {
    this.#listeners.stop();
    this.log.append(this.#wasGivenUp ? toFailed(generation) : last);
    this.log.end();
    this.#resolveEnded(generation);
  }

  /** The answer takes this much by now. */
  #hold(bytes: number): void {
    if (bytes <= this.#answerBytes) return;
    const before = this.share.bytes;
    this.share.grow(bytes - this.#answerBytes);
    this.#answerBytes += this.share.bytes - before;
  }
}

/** The last event of readers whose events were given up. The record has the content. */
function toFailed(generation: Generation): GenerationEventBody {
  const bare = { ...generation, parts: [], text: '', reasoning: '', toolCalls: [], json: null };
  return { type: 'failed', generation: bare, ...gaveUp };
}
