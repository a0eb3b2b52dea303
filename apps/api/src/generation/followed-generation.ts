import { AnswerParts } from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { Listener } from './event-reader.ts';
import type { Generation } from './generation.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';
import type { GenerationRequest } from './generation-request.ts';
import { interruptedFailure, interruptedGeneration } from './interrupted.ts';
import type { Leaving } from './leaving.ts';
import { MemoryEventLog } from './memory-event-log.ts';

/** The facts of a generation of another replica, apart from its events. */
export type FollowedFacts = {
  /** The replica that runs it. */
  owner: string;
  /** Without messages and tools, which stay with the owner. */
  request: GenerationRequest;
  plan: Plan;
  inputTokens: number;
  createdAtMs: number;
};

export type FollowedGenerationOptions = {
  id: string;
  facts: FollowedFacts;
  /** Called when a reader attaches. */
  onHeard(): void;
  /** Called when the last reader leaves before the end, with how it left. */
  onUnheard(leaving: Leaving): void;
};

/** A copy of a generation that another replica runs: its numbered events, and the state that they give. */
export class FollowedGeneration {
  readonly id: string;
  readonly facts: FollowedFacts;
  /** Resolves with the final state when the last event has arrived. */
  readonly ended: Promise<Generation>;
  readonly #log: MemoryEventLog;
  readonly #onHeard: () => void;
  readonly #answer = new AnswerParts();
  #final: Generation | null = null;
  #resolveEnded!: (generation: Generation) => void;

  constructor({ id, facts, onHeard, onUnheard }: FollowedGenerationOptions) {
    this.id = id;
    this.facts = facts;
    this.#onHeard = onHeard;
    this.#log = new MemoryEventLog(id, onUnheard);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** The number of the newest event that has arrived. */
  get lastNumber(): number {
    return this.#log.lastNumber;
  }

  /** Whether no event follows. */
  get hasEnded(): boolean {
    return this.#log.hasEnded;
  }

  get readerCount(): number {
    return this.#log.readerCount;
  }

  /** Adds events of the owner's log. `last` is the number of the last one. Events that are here already are skipped. */
  take(bodies: readonly GenerationEventBody[], last: number): void {
    const first = last - bodies.length + 1;
    if (this.hasEnded) return;
    for (const body of bodies.slice(Math.max(0, this.lastNumber + 1 - first))) {
      this.#note(body);
      this.#log.append(body);
    }
  }

  /** Ends the log after the events that are here. */
  finish(): void {
    if (this.hasEnded) return;
    // If the owner died, its last events are lost here. Its own readers may have them.
    this.#log.end(this.#final?.failure?.code === interruptedFailure.code);
    this.#resolveEnded(this.snapshot());
  }

  /** Reads as `EventLog.read` does. */
  read(after: number, listener?: Listener, isUnmerged?: boolean): AsyncIterableIterator<GenerationEvent> {
    const reader = this.#log.read(after, listener, isUnmerged);
    if (!this.hasEnded) this.#onHeard();
    return reader;
  }

  /** The state at this moment. While it runs, only its owner knows its attempts. */
  snapshot(): Generation {
    return this.#final ?? { ...this.#asInterrupted(null), status: 'RUNNING', failure: null };
  }

  /** The event that ends it if its owner no longer can. */
  interruptedEvent(nowMs: number): Extract<GenerationEventBody, { type: 'failed' }> {
    return { type: 'failed', generation: this.#asInterrupted(nowMs), ...interruptedFailure };
  }

  #asInterrupted(settledAtMs: number | null): Generation {
    const { request, plan, inputTokens, createdAtMs } = this.facts;
    const { parts, text, reasoning, toolCalls } = this.#answer;
    return {
      ...interruptedGeneration({
        id: this.id,
        request,
        plan,
        promptTokens: inputTokens,
        attempts: [],
        createdAtMs,
        firstTokenMs: null,
        latencyMs: settledAtMs === null ? null : Math.max(0, settledAtMs - createdAtMs),
      }),
      parts,
      text,
      reasoning,
      toolCalls,
      settledAtMs,
    };
  }

  #note(body: GenerationEventBody): void {
    switch (body.type) {
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
        this.#answer.add(body);
        return;
      case 'tool-call-delta':
        if (this.#answer.callAt(body.index) === undefined) {
          const { index, id, name } = body;
          this.#answer.add({ type: 'tool-call-start', index, id, name });
        }
        this.#answer.add({ type: 'tool-call-delta', index: body.index, argumentsText: body.argumentsDelta });
        return;
      case 'restarted':
        this.#answer.clear();
        return;
      case 'completed':
      case 'failed':
      case 'cancelled':
        this.#final = body.generation;
        return;
      default:
        return;
    }
  }
}
