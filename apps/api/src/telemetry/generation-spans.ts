import { randomBytes } from 'node:crypto';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import { ATTR_ERROR_TYPE, ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';
import {
  ATTR_GEN_AI_CONVERSATION_ID,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
} from '@opentelemetry/semantic-conventions/incubating';
import type { Generation, SettledAttempt } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { GenerationTrace, TracedStage } from '../generation/generation-trace.ts';
import { operationAttributes, responseAttributes, settingAttributes } from './gen-ai.ts';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

/**
 * Generates ids of spans. An id may be chosen before its span starts, because the provider receives it at the start of
 * the call.
 */
export class SpanIds implements IdGenerator {
  #chosen: string | null = null;

  generateTraceId(): string {
    return randomBytes(16).toString('hex');
  }

  generateSpanId(): string {
    const id = this.#chosen ?? this.create();
    this.#chosen = null;
    return id;
  }

  create(): string {
    return randomBytes(8).toString('hex');
  }

  /** Sets the id of the next span that starts in the same turn of the event loop. */
  choose(id: string): void {
    this.#chosen = id;
  }
}

/**
 * The spans of one generation: the request, with the plan, reservation, each attempt and the settlement as children. An
 * attempt has the attributes of the GenAI conventions. No span contains input or output.
 */
export class GenerationSpans implements GenerationTrace {
  readonly #tracer: Tracer;
  readonly #ids: SpanIds;
  readonly #request: GenerationRequest;
  readonly #span: Span;
  readonly #context: Context;
  /** The ids of spans whose attempts have not ended, by model and deployment. */
  readonly #attempts = new Map<string, string>();

  constructor(tracer: Tracer, ids: SpanIds, request: GenerationRequest, atMs: number) {
    this.#tracer = tracer;
    this.#ids = ids;
    this.#request = request;
    const { origin, session, workspaceId } = request.caller;
    const remote = readTraceparent(origin?.traceparent ?? null);
    const parent = remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
    const route = origin?.endpoint ?? null;
    const attributes = {
      'penstock.workspace.id': workspaceId,
      ...(route !== null && { [ATTR_HTTP_ROUTE]: route }),
      ...(origin !== undefined && { 'penstock.request.id': origin.requestId }),
      ...(session !== null && { [ATTR_GEN_AI_CONVERSATION_ID]: session }),
      ...(request.routing.model !== null && { 'penstock.model.requested': request.routing.model }),
    };
    const name = route === null ? 'generate' : `generate ${route}`;
    this.#span = tracer.startSpan(name, { kind: SpanKind.SERVER, startTime: atMs, attributes }, parent);
    this.#context = trace.setSpan(ROOT_CONTEXT, this.#span);
  }

  stageEnded(stage: TracedStage, beganAtMs: number, endedAtMs: number): void {
    this.#tracer.startSpan(stage, { startTime: beganAtMs }, this.#context).end(endedAtMs);
  }

  headersFor(modelId: string, deploymentId: string): Readonly<Record<string, string>> {
    const spanId = this.#ids.create();
    this.#attempts.set(`${modelId} ${deploymentId}`, spanId);
    return { traceparent: writeTraceparent({ ...this.#spanContext, spanId }) };
  }

  attemptEnded(attempt: SettledAttempt): void {
    const { modelId, deploymentId, startedAtMs, latencyMs, errorKind, number, cost } = attempt;
    const key = `${modelId} ${deploymentId}`;
    const spanId = this.#attempts.get(key);
    this.#attempts.delete(key);
    if (attempt.outcome === 'skipped') return;
    if (spanId !== undefined) this.#ids.choose(spanId);
    const { session } = this.#request.caller;
    const operation = operationAttributes(attempt, this.#request);
    const attributes = {
      ...operation,
      ...settingAttributes(this.#request),
      ...responseAttributes(attempt),
      ...(session !== null && { [ATTR_GEN_AI_CONVERSATION_ID]: session }),
      'penstock.attempt.number': number,
      'penstock.attempt.outcome': attempt.outcome,
      ...(cost !== null && { 'penstock.cost.usd': cost.totalUsd }),
    };
    const name = `${operation[ATTR_GEN_AI_OPERATION_NAME]} ${operation[ATTR_GEN_AI_REQUEST_MODEL]}`;
    const span = this.#tracer.startSpan(
      name,
      { kind: SpanKind.CLIENT, startTime: startedAtMs, attributes },
      this.#context,
    );
    if (errorKind !== null) fail(span, errorKind);
    span.end(startedAtMs + latencyMs);
  }

  ended({ id, status, failure, modelId, attempts, cost, settledAtMs }: Generation): void {
    this.#span.setAttributes({
      'penstock.generation.id': id,
      'penstock.status': status,
      'penstock.attempts': attempts.length,
      ...(modelId !== null && { 'penstock.model.served': modelId }),
      ...(cost !== null && { 'penstock.cost.usd': cost.totalUsd }),
    });
    if (failure !== null) fail(this.#span, failure.code);
    this.#span.end(settledAtMs ?? undefined);
  }

  refused(code: string, atMs: number): void {
    this.#span.setAttribute('penstock.status', 'REFUSED');
    fail(this.#span, code);
    this.#span.end(atMs);
  }

  get #spanContext(): SpanContext {
    return this.#span.spanContext();
  }
}

/** Omits the message, which may quote the input. */
function fail(span: Span, type: string): void {
  span.setAttribute(ATTR_ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
