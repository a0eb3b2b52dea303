import type { LanguageModelV4StreamPart, SharedV4ProviderMetadata, SharedV4Warning } from '@ai-sdk/provider';
import { ContentFilterError } from '../contract/errors/content-filter-error.ts';
import { ServerError } from '../contract/errors/server-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { Warning } from '../contract/warning.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { fileFromAddress } from '../stream/file-from-address.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { refuseUnusable } from '../stream/unusable-answer.ts';
import { type AiSdkErrorContext, isUnreadableEvent, toProviderError } from './ai-sdk-error.ts';
import { toCallBilling, toTokenUsage } from './ai-sdk-usage.ts';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<LanguageModelV4StreamPart, { type: Type }>;

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    stop: 'stop',
    length: 'length',
    'content-filter': 'content-filter',
    'tool-calls': 'tool-calls',
  }),
);

const unfinished = 'the stream ended without a finish reason.';

/** Reads the parts of one answer of the AI SDK. */
export class AiSdkAnswer {
  isFinished = false;
  readonly #context: AiSdkErrorContext;
  readonly #toolCalls = new ToolCallAssembler();
  readonly #callOfId = new Map<string, GrowingToolCall>();
  #metadata: { responseId: string | null; servedModel: string | null } = { responseId: null, servedModel: null };
  /** The metadata to send back for open blocks of text and reasoning, by block id. */
  readonly #metadataOfBlock = new Map<string, SharedV4ProviderMetadata>();
  #warnings: readonly Warning[] = [];
  #hasStarted = false;
  #failure: unknown = null;

  constructor(context: AiSdkErrorContext) {
    this.#context = context;
  }

  /** Adds warnings to the warnings of the start. */
  warn(warnings: readonly Warning[]): void {
    if (warnings.length > 0) this.#warnings = [...this.#warnings, ...warnings];
  }

  /** Adds the events of one part. Throws `ProviderError` for an error part. */
  translate(part: LanguageModelV4StreamPart, into: StreamEvent[]): void {
    switch (part.type) {
      case 'text-delta':
        this.#start(into);
        if (part.providerMetadata !== undefined) this.#note(part);
        pushText(into, part.delta);
        return;
      case 'reasoning-delta':
        this.#start(into);
        if (part.providerMetadata !== undefined) this.#note(part);
        pushReasoning(into, part.delta);
        return;
      case 'text-start':
      case 'reasoning-start':
        this.#note(part);
        return;
      case 'text-end':
      case 'reasoning-end':
        this.#endBlock(part, into);
        return;
      case 'file':
        this.#readFile(part, into);
        return;
      case 'stream-start':
        this.warn(part.warnings.map(toWarning));
        return;
      case 'tool-input-start':
        this.#begin(part.id, part.toolName, into);
        return;
      case 'tool-input-delta': {
        const call = this.#callOfId.get(part.id);
        if (call !== undefined) this.#toolCalls.add(call, part.delta, into);
        return;
      }
      case 'tool-call':
        this.#readWholeCall(part, into);
        return;
      case 'response-metadata':
        this.#metadata = { responseId: part.id ?? null, servedModel: part.modelId ?? null };
        return;
      case 'error':
        if (!isUnreadableEvent(part.error)) throw toProviderError(part.error, this.#context);
        throw this.#failure ?? this.#cut('one of its events cannot be read.');
      case 'finish':
        this.#finish(part, into);
    }
  }

  /** Keeps the error behind an event that the package will not be able to read. */
  failsWith(error: unknown): void {
    this.#failure = error;
  }

  /** Call it when the stream has no more parts. Throws `StreamCutError` if the answer is not finished. */
  end(): void {
    if (!this.isFinished) throw this.#failure ?? this.#cut(unfinished);
  }

  #start(into: StreamEvent[]): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    const warnings = this.#warnings.length === 0 ? {} : { warnings: this.#warnings };
    into.push({ type: 'start', ...this.#metadata, ...warnings });
  }

  #note({ id, providerMetadata }: { id: string; providerMetadata?: SharedV4ProviderMetadata }): void {
    if (providerMetadata === undefined) return;
    const known: SharedV4ProviderMetadata = this.#metadataOfBlock.get(id) ?? {};
    const joined = Object.entries(providerMetadata).map(([name, members]) => [name, { ...known[name], ...members }]);
    this.#metadataOfBlock.set(id, { ...known, ...Object.fromEntries(joined) });
  }

  /** Reasoning always goes back to its provider. Text goes back as state only with metadata. */
  #endBlock(part: Part<'text-end' | 'reasoning-end'>, into: StreamEvent[]): void {
    this.#note(part);
    const metadata = this.#metadataOfBlock.get(part.id);
    this.#metadataOfBlock.delete(part.id);
    if (part.type === 'text-end' && metadata === undefined) return;
    this.#start(into);
    into.push({ type: part.type, state: this.#stateOf(metadata ?? {}) });
  }

  #readFile({ mediaType, data: file, providerMetadata }: Part<'file'>, into: StreamEvent[]): void {
    this.#start(into);
    if (file.type !== 'data') {
      if (file.type === 'url') into.push(fileFromAddress(String(file.url)));
      return;
    }
    const data = typeof file.data === 'string' ? file.data : Buffer.from(file.data).toString('base64');
    const state = providerMetadata === undefined ? {} : { state: this.#stateOf(providerMetadata) };
    into.push({ type: 'file', mediaType, data, ...state });
  }

  #stateOf(metadata: SharedV4ProviderMetadata): ProviderState {
    return { providerId: this.#context.providerId, dialect: 'ai-sdk', value: metadata };
  }

  #begin(id: string, name: string, into: StreamEvent[]): GrowingToolCall {
    this.#start(into);
    const call = this.#toolCalls.begin(id, name, into);
    this.#callOfId.set(id, call);
    return call;
  }

  /** Most providers send the pieces first and then the whole call. Some send only the whole call. */
  #readWholeCall(part: Part<'tool-call'>, into: StreamEvent[]): void {
    const known = this.#callOfId.get(part.toolCallId);
    const call = known ?? this.#begin(part.toolCallId, part.toolName, into);
    if (call.argumentsText === '' && part.input !== '{}') this.#toolCalls.add(call, part.input, into);
    if (part.providerMetadata !== undefined) call.state = this.#stateOf(part.providerMetadata);
    this.#toolCalls.end(call, into);
  }

  #finish(part: Part<'finish'>, into: StreamEvent[]): void {
    const { unified, raw } = part.finishReason;
    refuseUnusable(this.#context.providerId, raw ?? null);
    // If the provider gave no reason, the packages report `other`: the stream was cut.
    if (unified === 'interrupted' || (unified === 'other' && raw === undefined))
      throw this.#failure ?? this.#cut(unfinished);
    if (unified === 'error') {
      const { providerId } = this.#context;
      throw new ServerError({
        providerId,
        message: `${providerId} did not complete its answer (${raw ?? 'no reason given'}).`,
      });
    }
    const isRefusal = unified === 'content-filter' && raw === 'refusal';
    if (unified === 'content-filter' && !isRefusal && !this.#hasStarted) throw this.#refused(raw ?? null);
    const reason = isRefusal ? 'stop' : (reasonOf.get(unified) ?? 'unknown');
    this.#start(into);
    this.#toolCalls.endAll(into);
    this.isFinished = true;
    const billing = toCallBilling(part.usage, part.providerMetadata);
    into.push({
      type: 'finish',
      reason: unified === 'stop' && this.#toolCalls.count > 0 ? 'tool-calls' : reason,
      rawReason: raw ?? null,
      usage: toTokenUsage(part.usage),
      rawUsage: part.usage.raw ?? part.usage,
      ...(billing !== null && { billing }),
      skippedEvents: 0,
      // Anthropic's models, at every provider, refuse only by this word.
      ...(isRefusal && { refusal: 'The model refused to answer.' }),
      ...(part.providerMetadata !== undefined && { providerMetadata: part.providerMetadata }),
    });
  }

  /** The filter acted before the first word, so the provider refused the prompt. */
  #refused(rawCode: string | null): ContentFilterError {
    const { providerId, model } = this.#context;
    const why = rawCode ?? 'no reason given';
    return new ContentFilterError({
      providerId,
      message: `${providerId} blocked the prompt for '${model}' (${why}).`,
      rawCode,
    });
  }

  #cut(why: string): StreamCutError {
    const { providerId } = this.#context;
    return new StreamCutError({
      providerId,
      message: `${providerId} broke off its answer: ${why}`,
    });
  }
}

function toWarning(warning: SharedV4Warning): Warning {
  switch (warning.type) {
    case 'unsupported':
      return {
        path: warning.feature,
        action: 'dropped',
        message: warning.details ?? `${warning.feature} is not supported.`,
      };
    case 'compatibility':
      return {
        path: warning.feature,
        action: 'converted',
        message: warning.details ?? `${warning.feature} was adapted.`,
      };
    default:
      return { path: '', action: 'converted', message: warning.message };
  }
}
