import { createProviderError } from '../contract/errors/create-provider-error.ts';
import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { errorFromEvent } from '../http/error-from-document.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { toCallBilling, toTokenUsage } from '../openai/openai-usage.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { OutputItems, type Piece } from './output-items.ts';

/** The reasons of an incomplete answer. */
const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({ max_output_tokens: 'length', max_tokens: 'length', content_filter: 'content-filter' }),
);

/** Ends without an answer, if there is no error with them. */
const failureOf: ReadonlyMap<string, ProviderErrorKind> = new Map(
  Object.entries<ProviderErrorKind>({ failed: 'server-error', cancelled: 'stream-cut' }),
);

/** Reads the named events of one response. */
export class ResponsesAnswer implements AnswerTranslator {
  progress: AnswerTranslator['progress'] = 'open';
  readonly #context: ErrorContext;
  readonly #items: OutputItems;
  #hasStarted = false;
  #rawReason: string | null = null;
  #usage: JsonObject | null = null;
  #serviceTier: unknown = null;

  constructor(context: ErrorContext) {
    this.#context = context;
    this.#items = new OutputItems(context.providerId);
  }

  /** A response states how it ended. Without that, the mark means a cut stream. */
  markEnd(): void {}

  translate(event: JsonObject, into: StreamEvent[]): void {
    switch (event.type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        this.#start(readObject(event.response), into);
        return;
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        this.#end(readObject(event.response) ?? {}, event.type.slice('response.'.length), into);
        return;
      // The name of the realtime protocol, which some servers use here.
      case 'response.done':
        this.#end(readObject(event.response) ?? {}, 'completed', into);
        return;
      default:
        if (event.object === 'response') this.#end(event, readText(event.status) ?? 'completed', into);
        else if (typeof event.type === 'string') this.#readPiece(event, event.type, into);
    }
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    const billing = toCallBilling(this.#usage, this.#serviceTier);
    const logprobs = this.#items.logprobs.take();
    into.push({
      type: 'finish',
      reason: this.#reason(),
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      ...(billing !== null && { billing }),
      skippedEvents,
      ...(logprobs !== null && { logprobs }),
    });
  }

  #readPiece(event: JsonObject, type: string, into: StreamEvent[]): void {
    const read = pieces.get(type);
    if (read === undefined) return;
    if (!this.#hasStarted) this.#start(null, into);
    read(this.#items, event, into);
  }

  #start(response: JsonObject | null, into: StreamEvent[]): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    into.push({ type: 'start', responseId: readText(response?.id), servedModel: readText(response?.model) });
  }

  /** `event`: the last event, which states how the response ended. */
  #end(response: JsonObject, event: string, into: StreamEvent[]): void {
    const status = readText(response.status) ?? event;
    const failure = failureOf.get(status) ?? failureOf.get(event);
    if (failure !== undefined) throw this.#failure(response, failure, status);
    this.#start(response, into);
    this.#items.endAll(readList(response.output), into);
    this.#rawReason = readText(readObject(response.incomplete_details)?.reason) ?? status;
    this.#usage = readObject(response.usage);
    this.#serviceTier = response.service_tier;
    this.progress = 'ended';
  }

  #failure(response: JsonObject, kind: ProviderErrorKind, status: string): Error {
    if (readObject(response.error) !== null) return errorFromEvent({ error: response.error }, this.#context);
    const { providerId } = this.#context;
    const message = `${providerId} did not complete its answer: its status is '${status}'.`;
    return createProviderError(kind, { providerId, message, rawCode: status });
  }

  #reason(): FinishReason {
    const raw = this.#rawReason ?? '';
    if (raw !== 'completed') return reasonOf.get(raw) ?? 'unknown';
    return this.#items.callCount > 0 ? 'tool-calls' : 'stop';
  }
}

type ReadPiece = (items: OutputItems, event: JsonObject, into: StreamEvent[]) => void;

const delta = ({ delta: text, logprobs }: JsonObject): Piece => ({ text, logprobs, isWhole: false });
const whole = (text: unknown, logprobs?: unknown): Piece => ({ text, logprobs, isWhole: true });

/** The events with content. A `.done` repeats its deltas. */
const pieces: ReadonlyMap<string, ReadPiece> = new Map(
  Object.entries<ReadPiece>({
    'response.output_item.added': (items, event, into) => items.begin(event, into),
    'response.output_item.done': (items, event, into) => items.end(event, into),
    'response.output_text.delta': (items, event, into) => items.addText(event, delta(event), into),
    'response.output_text.done': (items, event, into) => items.addText(event, whole(event.text, event.logprobs), into),
    'response.output_text.annotation.added': (items, event) => items.cite(event),
    'response.refusal.delta': (items, event, into) => items.addRefusal(event, delta(event), into),
    'response.refusal.done': (items, event, into) => items.addRefusal(event, whole(event.refusal), into),
    'response.reasoning_summary_text.delta': (items, event, into) =>
      items.addReasoning(event, 'summary', delta(event), into),
    'response.reasoning_summary_text.done': (items, event, into) =>
      items.addReasoning(event, 'summary', whole(event.text), into),
    'response.reasoning_text.delta': (items, event, into) => items.addReasoning(event, 'content', delta(event), into),
    'response.reasoning_text.done': (items, event, into) =>
      items.addReasoning(event, 'content', whole(event.text), into),
    'response.function_call_arguments.delta': (items, event, into) =>
      items.addInput(event, 'function_call', delta(event), into),
    'response.function_call_arguments.done': (items, event, into) =>
      items.addInput(event, 'function_call', whole(event.arguments), into),
    'response.custom_tool_call_input.delta': (items, event, into) =>
      items.addInput(event, 'custom_tool_call', delta(event), into),
    'response.custom_tool_call_input.done': (items, event, into) =>
      items.addInput(event, 'custom_tool_call', whole(event.input), into),
  }),
);
