import type { AssistantPart, Embeddings, ToolCallStartEvent } from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import { CallProgress } from './call-progress.ts';
import type { EventLog, OpenEventLog } from './event-log.ts';
import type { FailureCode, Generation, RunningCall, SettledAttempt } from './generation.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';
import type { CacheStatus, GenerationRequest } from './generation-request.ts';
import type { GenerationTrace } from './generation-trace.ts';
import { HeldMemory, MemoryShare } from './held-memory.ts';
import { interruptedGeneration } from './interrupted.ts';
import type { Leaving } from './leaving.ts';
import { Listeners } from './listeners.ts';
import { type AnsweredBy, type EndEvent, LiveAnswer } from './live-answer.ts';
import { MemoryEventLog } from './memory-event-log.ts';
import { type ServedWarning, warningsOf } from './served-warnings.ts';
import type { SessionPin } from './session-pins/session-pins.ts';
import { sumCosts, sumTokens } from './settle-attempt.ts';
import type { Spending } from './spending.ts';
import { withoutImageBytes } from './without-image-bytes.ts';

/** How a generation has ended. */
export type Outcome =
  | { status: 'COMPLETED' }
  | { status: 'CANCELLED' }
  | { status: 'FAILED'; code: FailureCode; message: string };

type Ending = Pick<Generation, 'status' | 'failure'>;

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
  /** What was asked; without the bytes of its images once it has ended. */
  request: GenerationRequest;
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
  /** Null where the response cache was not asked for. */
  readonly cacheStatus: CacheStatus | null;
  /** What it holds of the process's memory. */
  readonly share: MemoryShare;
  /** Resolves with the final state once that is recorded. */
  readonly ended: Promise<Generation>;

  readonly #startedAtMs: number;
  readonly #controller = new AbortController();
  readonly #attempts: SettledAttempt[] = [];
  #resolveEnded!: (generation: Generation) => void;
  readonly #answer = new LiveAnswer();
  readonly #progress = new CallProgress(this.#answer);
  #firstTokenMs: number | null = null;
  #final: Generation | null = null;
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
    this.request = facts.request;
    this.rules = facts.rules;
    this.plan = facts.plan;
    this.inputTokens = facts.inputTokens;
    this.spending = facts.spending;
    this.pin = facts.pin ?? null;
    this.trace = facts.trace ?? null;
    this.share = facts.share ?? new MemoryShare(new HeldMemory(Number.POSITIVE_INFINITY));
    this.cacheStatus = facts.cacheStatus ?? null;
    this.createdAtMs = facts.nowMs;
    this.#startedAtMs = facts.elapsedMs;
    const { isDetached, operation } = facts.request.delivery;
    const leaving = { isDetached, isNamed: operation !== undefined, graceMs: facts.readerGraceMs };
    this.#listeners = new Listeners({ ...leaving, cancel: () => this.cancel() });
    const onUnheard = (leaving: Leaving): void => this.#listeners.lastLeft(leaving, () => this.log.readerCount);
    this.log = facts.openEventLog?.(facts.id, onUnheard) ?? new MemoryEventLog(facts.id, onUnheard);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
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
    if (this.#final === null && this.signal.aborted) return;
    const generation = this.#final;
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

  /** Tells readers, keeping the state in step with what they were told. */
  publish(body: GenerationEventBody, elapsedMs: number): void {
    switch (body.type) {
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
        this.#answer.add(body);
        this.#noteFirstToken(elapsedMs);
        break;
      case 'tool-call-delta':
        this.#noteFirstToken(elapsedMs);
        break;
      case 'restarted':
        this.#answer.clear();
        this.#progress.restart();
        break;
      default:
        break;
    }
    this.log.append(this.#answer.withEnds(body));
    this.#hold(this.log.bytes * bytesPerCharacter);
  }

  startToolCall(start: ToolCallStartEvent, elapsedMs: number): void {
    this.#answer.add(start);
    const { type: _, ...call } = start;
    this.publish({ type: 'tool-call-delta', ...call, argumentsDelta: '' }, elapsedMs);
  }

  extendToolCall(index: number, argumentsDelta: string, elapsedMs: number): void {
    const call = this.#answer.callAt(index);
    if (call === undefined) return;
    this.#answer.add({ type: 'tool-call-delta', index, argumentsText: argumentsDelta });
    this.publish({ type: 'tool-call-delta', index, id: call.id, name: call.name, argumentsDelta }, elapsedMs);
  }

  /** Takes the end of a part, with what its provider wants back, and files. Readers are told ends with the next delta. */
  addPart(event: EndEvent, elapsedMs: number): void {
    this.#answer.end(event);
    if (event.type === 'file') this.share.grow(event.data.length);
    this.#noteFirstToken(elapsedMs);
  }

  /** Notes that a model is called. */
  beginCall(...begun: Parameters<CallProgress['begin']>): void {
    this.#progress.begin(...begun);
  }

  /** Attempts are kept by number; of two at once, the second may end first. */
  addAttempt(attempt: SettledAttempt): void {
    this.#progress.end(attempt.number);
    const before = this.#attempts.findLastIndex(({ number }) => number <= attempt.number);
    this.#attempts.splice(before + 1, 0, attempt);
  }

  /** What is to be recorded of it should its process end now; `estimate` says what a running call has come to. */
  asInterrupted(estimate: (call: RunningCall) => SettledAttempt, elapsedMs: number): Generation {
    const calls = this.#progress.read(elapsedMs, this.createdAtMs - this.#startedAtMs);
    const attempts = [...this.#attempts, ...calls.map(estimate)];
    return interruptedGeneration({
      id: this.id,
      request: this.request,
      plan: this.plan,
      promptTokens: this.inputTokens,
      attempts,
      createdAtMs: this.createdAtMs,
      latencyMs: Math.round(elapsedMs - this.#startedAtMs),
      firstTokenMs: this.#firstTokenMs,
    });
  }

  get attemptCount(): number {
    return this.#attempts.length;
  }

  get textSoFar(): string {
    return this.#answer.text;
  }

  /** Whether the model has refused to answer. */
  get isRefused(): boolean {
    return this.#answer.refusal !== null;
  }

  get partsSoFar(): readonly AssistantPart[] {
    return this.#answer.parts;
  }

  /** Notes who answered and why it stopped. */
  served({ modelId, providerId, finishReason, rawFinishReason }: AnsweredBy): void {
    this.#answer.by = { modelId, providerId, finishReason, rawFinishReason };
  }

  setJson(json: unknown): void {
    this.#answer.json = json;
  }

  setVectors(vectors: Embeddings['vectors']): void {
    this.#answer.vectors = vectors;
  }

  /** The state at this moment, or for ever once it has settled. */
  snapshot(): Generation {
    return this.#final ?? this.#build({ status: 'RUNNING', failure: null }, null, null);
  }

  /** Fixes the final state. Nothing may be published before `close` but the event that ends the log. */
  settle(ending: Ending, nowMs: number, elapsedMs: number): Generation {
    this.#forgetImages();
    this.#final = this.#build(ending, nowMs, Math.round(elapsedMs - this.#startedAtMs));
    return this.#final;
  }

  /** Lets go of the bytes of images, which are not sent again. */
  #forgetImages(): void {
    const { call } = this.request;
    const bare = withoutImageBytes(call);
    if (bare !== call) this.request = { ...this.request, call: bare };
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

  #noteFirstToken(elapsedMs: number): void {
    this.#firstTokenMs ??= Math.round(elapsedMs - this.#startedAtMs);
    this.#progress.noteToken(elapsedMs);
  }

  #warnings(): readonly ServedWarning[] {
    const { modelId } = this.#answer.by;
    const attempts = this.#attempts.map((attempt) => ({ ...attempt, errorCode: attempt.errorKind }));
    const served = { requestedModel: this.request.routing.model, modelId, attempts };
    return warningsOf(served, this.plan, this.rules.catalog);
  }

  #build(ending: Ending, settledAtMs: number | null, latencyMs: number | null): Generation {
    return {
      id: this.id,
      ...ending,
      request: this.request,
      plan: this.plan,
      promptTokens: this.inputTokens,
      parts: this.#answer.parts,
      text: this.#answer.text,
      reasoning: this.#answer.reasoning,
      toolCalls: this.#answer.toolCalls,
      json: this.#answer.json,
      vectors: this.#answer.vectors,
      ...this.#answer.by,
      tokens: sumTokens(this.#attempts),
      cost: sumCosts(this.#attempts),
      attempts: [...this.#attempts],
      warnings: ending.status === 'RUNNING' ? [] : this.#warnings(),
      cacheStatus: this.cacheStatus,
      latencyMs,
      firstTokenMs: this.#firstTokenMs,
      createdAtMs: this.createdAtMs,
      settledAtMs,
    };
  }
}

/** The last event of readers whose events were given up. The record has the content. */
function toFailed(generation: Generation): GenerationEventBody {
  const bare = { ...generation, parts: [], text: '', reasoning: '', toolCalls: [], json: null };
  return { type: 'failed', generation: bare, ...gaveUp };
}
