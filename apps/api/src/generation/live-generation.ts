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

/** Made once: an error keeps its caller alive, here the caller's socket while the generation is kept. */
const wasCancelled = new DOMException('The generation was cancelled.', 'AbortError');

/** The bytes of one character of an answer: two in its events, and two in its parts. */
const bytesPerCharacter = 4;

/** Why the service ended a generation whose answer did not fit in memory beside the others. */
const gaveUp = {
  code: 'INTERRUPTED',
  message:
    'This answer was the largest in memory when all answers together exceeded PENSTOCK_MAX_HELD_BYTES, so it was cut; its record has the text until then.',
} as const;

/** A running generation: its answer so far, its event log, and the switch that ends it. */
export class LiveGeneration {
  readonly id: string;
  /** The rules in force when it started. */
  readonly rules: Rules;
  readonly plan: Plan;
  readonly log: EventLog;
  readonly createdAtMs: number;
  /** Tokens of the prompt, counted before the call. */
  readonly inputTokens: number;
  /** Keeps it within its budgets and its cost limit; null if there is no limit. */
  readonly spending: Spending | null;
  /** The model and deployment that hold the session's prompt cache; null if none is known. */
  readonly pin: SessionPin | null;
  /** Null: not traced. */
  readonly trace: GenerationTrace | null;
  /** Its answer, attempts and times so far. */
  readonly progress: GenerationProgress;
  /** The memory that it holds. */
  readonly share: MemoryShare;
  /** Resolves with the final state after that is recorded. */
  readonly ended: Promise<Generation>;

  readonly #controller = new AbortController();
  #resolveEnded!: (generation: Generation) => void;
  #wasInterrupted = false;
  #wasGivenUp = false;
  /** The part of the share that its answer takes. The rest is the request's. */
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
    /** Absent: events stay in the memory of this process. */
    openEventLog?: OpenEventLog | undefined;
    /** How long it continues without a reader after the last one lost its connection, milliseconds. */
    readerGraceMs?: number | undefined;
    /** Absent: not traced. */
    trace?: GenerationTrace | undefined;
    /** Absent: its memory is not bounded. */
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
    this.progress = new GenerationProgress(facts);
    const { isDetached, operation } = facts.request.delivery;
    const leaving = { isDetached, isNamed: operation !== undefined, graceMs: facts.readerGraceMs };
    this.#listeners = new Listeners({ ...leaving, cancel: () => this.cancel() });
    const onUnheard = (leaving: Leaving): void => this.#listeners.lastLeft(leaving, () => this.log.readerCount);
    this.log = facts.openEventLog?.(facts.id, onUnheard) ?? new MemoryEventLog(facts.id, onUnheard);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** The request. After the end, without the bytes of its images. */
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

  /** Stops the upstream because the service ends. The generation fails, and its log says so. */
  interrupt(): void {
    this.#wasInterrupted = !this.#controller.signal.aborted;
    this.cancel();
  }

  /** The failure if the service has ended it for its size, else null. */
  get gaveUp(): typeof gaveUp | null {
    return this.#wasGivenUp ? gaveUp : null;
  }

  /**
   * Drops the events that readers have not read, and ends the answer if it still grows. The answer so far is recorded,
   * and its readers are told.
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

  /** A reader for the operation that started it, from the event after `after`. It replaces the earlier reader. */
  readOperation(after: number, leaving: () => Leaving): AsyncIterableIterator<GenerationEvent> {
    return this.log.read(after, this.#listeners.ofOperation(leaving));
  }

  /** Sends an event to readers, and applies it to the progress. */
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

  /** Adds the end of a part with its provider state, or a file. Readers get the ends with the next delta. */
  addPart(event: EndEvent, elapsedMs: number): void {
    this.progress.endPart(event, elapsedMs);
    if (event.type === 'file') this.share.grow(event.data.length);
  }

  snapshot(): Generation {
    return this.progress.snapshot();
  }

  /** Sends readers the end, and releases them. */
  close(last: GenerationEventBody, generation: Generation): void {
    this.#listeners.stop();
    this.log.append(this.#wasGivenUp ? toFailed(generation) : last);
    this.log.end();
    this.#resolveEnded(generation);
  }

  /** Notes the bytes that the answer takes by now. */
  #hold(bytes: number): void {
    if (bytes <= this.#answerBytes) return;
    const before = this.share.bytes;
    this.share.grow(bytes - this.#answerBytes);
    this.#answerBytes += this.share.bytes - before;
  }
}

/** The last event for readers whose events were given up. The record has the content. */
function toFailed(generation: Generation): GenerationEventBody {
  const bare = { ...generation, parts: [], text: '', reasoning: '', toolCalls: [], json: null };
  return { type: 'failed', generation: bare, ...gaveUp };
}
