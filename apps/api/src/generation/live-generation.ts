import {
  AnswerParts,
  type AssistantPart,
  type Embeddings,
  type FinishReason,
  type PartEvent,
  type ToolCallStartEvent,
} from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import type { EventLog, OpenEventLog } from './event-log.ts';
import type { FailureCode, Generation, SettledAttempt } from './generation.ts';

import type { GenerationEventBody } from './generation-event.ts';
import type { GenerationRequest } from './generation-request.ts';
import { interruptedGeneration, type RunningCall } from './interrupted.ts';
import { MemoryEventLog } from './memory-event-log.ts';
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
  /** Resolves with the final state once that is recorded. */
  readonly ended: Promise<Generation>;

  private readonly startedAtMs: number;
  private readonly controller = new AbortController();
  private readonly attempts: SettledAttempt[] = [];
  private resolveEnded!: (generation: Generation) => void;
  private readonly answer = new AnswerParts();
  private json: unknown = null;
  private vectors: Embeddings['vectors'] | null = null;
  private modelId: string | null = null;
  private firstTokenMs: number | null = null;
  private finish: { reason: FinishReason | null; rawReason: string | null } = { reason: null, rawReason: null };
  private final: Generation | null = null;
  private wasInterrupted = false;
  /** The call that runs, with when it began and what had come before it; null between calls. */
  private call:
    | (Pick<RunningCall, 'number' | 'modelId' | 'deploymentId' | 'prefillBytes'> & { beganMs: number })
    | null = null;
  /** When the first token of that call came; null before. */
  private callFirstTokenMs: number | null = null;

  constructor(facts: {
    id: string;
    request: GenerationRequest;
    rules: Rules;
    plan: Plan;
    inputTokens: number;
    spending: Spending | null;
    nowMs: number;
    elapsedMs: number;
    /** Left out, the events are kept in the memory of this process. */
    openEventLog?: OpenEventLog | undefined;
  }) {
    this.id = facts.id;
    this.request = facts.request;
    this.rules = facts.rules;
    this.plan = facts.plan;
    this.inputTokens = facts.inputTokens;
    this.spending = facts.spending;
    this.createdAtMs = facts.nowMs;
    this.startedAtMs = facts.elapsedMs;
    const onUnheard = (): void => {
      if (!facts.request.delivery.isDetached) this.cancel();
    };
    this.log = facts.openEventLog?.(facts.id, onUnheard) ?? new MemoryEventLog(facts.id, onUnheard);
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve;
    });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether the service ended it, and not its caller. */
  get isInterrupted(): boolean {
    return this.wasInterrupted;
  }

  /** Stops the upstream since the service ends; the generation fails, and says so through the log. */
  interrupt(): void {
    this.wasInterrupted = !this.controller.signal.aborted;
    this.cancel();
  }

  /** Stops the upstream; the end follows through the log. */
  cancel(): void {
    this.controller.abort(wasCancelled);
  }

  /** Tells readers, keeping the state in step with what they were told. */
  publish(body: GenerationEventBody, elapsedMs: number): void {
    switch (body.type) {
      case 'text-delta':
      case 'reasoning-delta':
        this.answer.add(body);
        this.noteFirstToken(elapsedMs);
        break;
      case 'tool-call-delta':
        this.noteFirstToken(elapsedMs);
        break;
      case 'restarted':
        this.answer.clear();
        if (this.call !== null) this.call.prefillBytes = 0;
        break;
      default:
        break;
    }
    this.log.append(body);
  }

  startToolCall(start: ToolCallStartEvent, elapsedMs: number): void {
    this.answer.add(start);
    const { type: _, ...call } = start;
    this.publish({ type: 'tool-call-delta', ...call, argumentsDelta: '' }, elapsedMs);
  }

  extendToolCall(index: number, argumentsDelta: string, elapsedMs: number): void {
    const call = this.answer.callAt(index);
    if (call === undefined) return;
    this.answer.add({ type: 'tool-call-delta', index, argumentsText: argumentsDelta });
    this.publish({ type: 'tool-call-delta', index, id: call.id, name: call.name, argumentsDelta }, elapsedMs);
  }

  /** Takes what readers are not told: the end of a part, with what its provider wants back, and files. */
  addPart(event: Extract<PartEvent, { type: `${string}-end` | 'file' }>, elapsedMs: number): void {
    this.answer.add(event);
    this.noteFirstToken(elapsedMs);
  }

  /** Notes that a model is called. */
  beginCall(call: Pick<RunningCall, 'number' | 'modelId' | 'deploymentId'>, elapsedMs: number): void {
    this.call = { ...call, prefillBytes: this.bytesSoFar(), beganMs: elapsedMs };
    this.callFirstTokenMs = null;
  }

  addAttempt(attempt: SettledAttempt): void {
    this.call = null;
    this.attempts.push(attempt);
  }

  /** What is to be recorded of it should its process end now; `estimate` says what the running call has come to. */
  asInterrupted(estimate: (call: RunningCall) => SettledAttempt, elapsedMs: number): Generation {
    const { call } = this;
    const attempts = call === null ? this.attempts : [...this.attempts, estimate(this.readCall(call, elapsedMs))];
    return interruptedGeneration({
      id: this.id,
      request: this.request,
      plan: this.plan,
      promptTokens: this.inputTokens,
      attempts,
      createdAtMs: this.createdAtMs,
      latencyMs: Math.round(elapsedMs - this.startedAtMs),
      firstTokenMs: this.firstTokenMs,
    });
  }

  private readCall({ beganMs, ...call }: NonNullable<typeof this.call>, elapsedMs: number): RunningCall {
    return {
      ...call,
      startedAtMs: Math.round(this.createdAtMs + beganMs - this.startedAtMs),
      latencyMs: Math.round(elapsedMs - beganMs),
      firstTokenMs: this.callFirstTokenMs === null ? null : Math.round(this.callFirstTokenMs - beganMs),
      producedBytes: Math.max(0, this.bytesSoFar() - call.prefillBytes),
    };
  }

  /** Of the answer, UTF-8. */
  private bytesSoFar(): number {
    const { text, reasoning, toolCalls } = this.answer;
    const calls = toolCalls.reduce((sum, call) => sum + Buffer.byteLength(call.arguments), 0);
    return Buffer.byteLength(text) + Buffer.byteLength(reasoning) + calls;
  }

  get attemptCount(): number {
    return this.attempts.length;
  }

  get textSoFar(): string {
    return this.answer.text;
  }

  get partsSoFar(): readonly AssistantPart[] {
    return this.answer.parts;
  }

  /** Notes who answered and why it stopped. */
  served(modelId: string, reason: FinishReason | null, rawReason: string | null): void {
    this.modelId = modelId;
    this.finish = { reason, rawReason };
  }

  setJson(json: unknown): void {
    this.json = json;
  }

  setVectors(vectors: Embeddings['vectors']): void {
    this.vectors = vectors;
  }

  /** The state at this moment, or for ever once it has settled. */
  snapshot(): Generation {
    return this.final ?? this.build({ status: 'RUNNING', failure: null }, null, null);
  }

  /** Fixes the final state. Nothing may be published before `close` but the event that ends the log. */
  settle(ending: Ending, nowMs: number, elapsedMs: number): Generation {
    this.forgetImages();
    this.final = this.build(ending, nowMs, Math.round(elapsedMs - this.startedAtMs));
    return this.final;
  }

  /** Lets go of the bytes of images, which are not sent again. */
  private forgetImages(): void {
    const { call } = this.request;
    const bare = withoutImageBytes(call);
    if (bare !== call) this.request = { ...this.request, call: bare };
  }

  /** Tells readers of the end and lets go of them. */
  close(last: GenerationEventBody, generation: Generation): void {
    this.log.append(last);
    this.log.end();
    this.resolveEnded(generation);
  }

  private noteFirstToken(elapsedMs: number): void {
    this.firstTokenMs ??= Math.round(elapsedMs - this.startedAtMs);
    this.callFirstTokenMs ??= elapsedMs;
  }

  private build(ending: Ending, settledAtMs: number | null, latencyMs: number | null): Generation {
    return {
      id: this.id,
      ...ending,
      request: this.request,
      plan: this.plan,
      promptTokens: this.inputTokens,
      parts: this.answer.parts,
      text: this.answer.text,
      reasoning: this.answer.reasoning,
      toolCalls: this.answer.toolCalls,
      json: this.json,
      vectors: this.vectors,
      modelId: this.modelId,
      providerId: this.modelId === null ? null : this.modelId.slice(0, this.modelId.indexOf('/')),
      finishReason: this.finish.reason,
      rawFinishReason: this.finish.rawReason,
      tokens: sumTokens(this.attempts),
      cost: sumCosts(this.attempts),
      attempts: [...this.attempts],
      latencyMs,
      firstTokenMs: this.firstTokenMs,
      createdAtMs: this.createdAtMs,
      settledAtMs,
    };
  }
}
