import type { AssistantPart, Embeddings } from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { Rules } from '../rules/rules.ts';
import { CallProgress } from './call-progress.ts';
import type { Generation, RunningCall, SettledAttempt } from './generation.ts';
import type { GenerationEventBody } from './generation-event.ts';
import type { CacheStatus, GenerationRequest } from './generation-request.ts';
import { interruptedGeneration } from './interrupted.ts';
import { type AnsweredBy, type EndEvent, LiveAnswer } from './live-answer.ts';
import { type ServedWarning, warningsOf } from './served-warnings.ts';
import { sumCosts, sumTokens } from './settle-attempt.ts';
import { withoutImageBytes } from './without-image-bytes.ts';

/** The facts of a generation before it runs. */
export type GenerationFacts = {
  id: string;
  request: GenerationRequest;
  rules: Rules;
  plan: Plan;
  /** Tokens of the prompt, counted before the call. */
  inputTokens: number;
  /** Null or absent if the response cache was not requested. */
  cacheStatus?: CacheStatus | null;
  nowMs: number;
  elapsedMs: number;
};

type Served = Omit<AnsweredBy, 'providerMetadata'> & Partial<Pick<AnsweredBy, 'providerMetadata'>>;

type Ending = Pick<Generation, 'status' | 'failure'>;

/** The progress of a generation: its answer, attempts and times. A snapshot of it is its record. */
export class GenerationProgress {
  readonly answer = new LiveAnswer();
  readonly #facts: GenerationFacts;
  #request: GenerationRequest;
  readonly #attempts: SettledAttempt[] = [];
  readonly #calls = new CallProgress(this.answer);
  #firstTokenMs: number | null = null;
  #final: Generation | null = null;

  constructor(facts: GenerationFacts) {
    this.#facts = facts;
    this.#request = facts.request;
  }

  /** The request. After it has settled, without the bytes of its images. */
  get request(): GenerationRequest {
    return this.#request;
  }

  /** Null until it has settled. */
  get final(): Generation | null {
    return this.#final;
  }

  /** Applies an event that is sent to readers. */
  note(body: GenerationEventBody, elapsedMs: number): void {
    switch (body.type) {
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta':
        this.answer.add(body);
        this.#noteFirstToken(elapsedMs);
        break;
      case 'tool-call-delta':
        this.#noteFirstToken(elapsedMs);
        break;
      case 'restarted':
        this.answer.clear();
        this.#calls.restart();
        break;
      default:
        break;
    }
  }

  /** Adds the end of a part, or a file. */
  endPart(event: EndEvent, elapsedMs: number): void {
    this.answer.end(event);
    this.#noteFirstToken(elapsedMs);
  }

  /** Notes that a model is called. */
  beginCall(...begun: Parameters<CallProgress['begin']>): void {
    this.#calls.begin(...begun);
  }

  /** Adds an attempt. Attempts are kept by number; of two at once, the second may end first. */
  addAttempt(attempt: SettledAttempt): void {
    this.#calls.end(attempt.number);
    const before = this.#attempts.findLastIndex(({ number }) => number <= attempt.number);
    this.#attempts.splice(before + 1, 0, attempt);
  }

  /** The record for the case that the process ends now; `estimate` settles a running call. */
  asInterrupted(estimate: (call: RunningCall) => SettledAttempt, elapsedMs: number): Generation {
    const { id, plan, inputTokens, nowMs } = this.#facts;
    const calls = this.#calls.read(elapsedMs, nowMs - this.#facts.elapsedMs);
    return interruptedGeneration({
      id,
      request: this.#request,
      plan,
      promptTokens: inputTokens,
      attempts: [...this.#attempts, ...calls.map(estimate)],
      createdAtMs: nowMs,
      latencyMs: this.#sinceStart(elapsedMs),
      firstTokenMs: this.#firstTokenMs,
    });
  }

  get attemptCount(): number {
    return this.#attempts.length;
  }

  get textSoFar(): string {
    return this.answer.text;
  }

  /** Whether the model has refused to answer. */
  get isRefused(): boolean {
    return this.answer.refusal !== null;
  }

  get partsSoFar(): readonly AssistantPart[] {
    return this.answer.parts;
  }

  /** Notes the model that answered, why it stopped, and its provider's other data. */
  served({ modelId, providerId, finishReason, rawFinishReason, providerMetadata = null }: Served): void {
    this.answer.by = { modelId, providerId, finishReason, rawFinishReason, providerMetadata };
  }

  setJson(json: unknown): void {
    this.answer.json = json;
  }

  setVectors(vectors: Embeddings['vectors']): void {
    this.answer.vectors = vectors;
  }

  /** The state at this moment, or the final state after it has settled. */
  snapshot(): Generation {
    return this.#final ?? this.#build({ status: 'RUNNING', failure: null }, null, null);
  }

  /** Fixes the final state. Nothing may be noted after it. */
  settle(ending: Ending, nowMs: number, elapsedMs: number): Generation {
    this.#forgetImages();
    this.#final = this.#build(ending, nowMs, this.#sinceStart(elapsedMs));
    return this.#final;
  }

  /** Drops the bytes of images, which are not sent again. */
  #forgetImages(): void {
    const { call } = this.#request;
    const bare = withoutImageBytes(call);
    if (bare !== call) this.#request = { ...this.#request, call: bare };
  }

  #noteFirstToken(elapsedMs: number): void {
    this.#firstTokenMs ??= this.#sinceStart(elapsedMs);
    this.#calls.noteToken(elapsedMs);
  }

  #sinceStart(elapsedMs: number): number {
    return Math.round(elapsedMs - this.#facts.elapsedMs);
  }

  #warnings(): readonly ServedWarning[] {
    const { plan, rules } = this.#facts;
    const { modelId } = this.answer.by;
    const served = { requestedModel: this.#request.routing.model, modelId, attempts: this.#attempts };
    return warningsOf(served, plan, rules.catalog);
  }

  /** Names each member: spreads would take longer than the rest. */
  #build({ status, failure }: Ending, settledAtMs: number | null, latencyMs: number | null): Generation {
    const { id, plan, inputTokens, cacheStatus = null, nowMs } = this.#facts;
    const { parts, text, reasoning, toolCalls, json, vectors, by } = this.answer;
    return {
      id,
      status,
      failure,
      request: this.#request,
      plan,
      promptTokens: inputTokens,
      parts,
      text,
      reasoning,
      toolCalls,
      json,
      vectors,
      modelId: by.modelId,
      providerId: by.providerId,
      finishReason: by.finishReason,
      rawFinishReason: by.rawFinishReason,
      providerMetadata: by.providerMetadata,
      tokens: sumTokens(this.#attempts),
      cost: sumCosts(this.#attempts),
      attempts: [...this.#attempts],
      warnings: status === 'RUNNING' ? [] : this.#warnings(),
      cacheStatus,
      latencyMs,
      firstTokenMs: this.#firstTokenMs,
      createdAtMs: nowMs,
      settledAtMs,
    };
  }
}
