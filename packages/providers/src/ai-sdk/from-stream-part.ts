import type { LanguageModelV4StreamPart, SharedV4ProviderMetadata, SharedV4Warning } from '@ai-sdk/provider';
import { ContentFilterError } from '../contract/errors/content-filter-error.ts';
import { ServerError } from '../contract/errors/server-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { Warning } from '../contract/warning.ts';
import { type GrowingToolCall, ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { type AiSdkErrorContext, isUnreadableEvent, toProviderError } from './ai-sdk-error.ts';
import { toTokenUsage } from './ai-sdk-usage.ts';

type Part<Type extends LanguageModelV4StreamPart['type']> = Extract<LanguageModelV4StreamPart, { type: Type }>;

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    stop: 'stop',
    length: 'length',
    'content-filter': 'content-filter',
    'tool-calls': 'tool-calls',
  }),
);

/** Reads the parts of one answer of the AI SDK. */
export class AiSdkAnswer {
  isFinished = false;
  readonly #context: AiSdkErrorContext;
  readonly #toolCalls = new ToolCallAssembler();
  readonly #callOfId = new Map<string, GrowingToolCall>();
  #metadata: { responseId: string | null; servedModel: string | null } = { responseId: null, servedModel: null };
  /** The metadata to send back with open blocks of text and reasoning, by block id. */
  readonly #metadataOfBlock = new Map<string, SharedV4ProviderMetadata>();
  #warnings: readonly Warning[] = [];
  #hasStarted = false;
  #skippedEvents = 0;

  constructor(context: AiSdkErrorContext) {
    this.#context = context;
  }

  /** Adds warnings to those of the start. */
  warn(warnings: readonly Warning[]): void {
    if (warnings.length > 0) this.#warnings = [...this.#warnings, ...warnings];
  }

  /** Adds the events of one part. Throws `ProviderError` for an error that came as a part. */
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
        this.#skippedEvents += 1;
        return;
      case 'finish':
        this.#finish(part, into);
    }
  }

  /** The stream has no more parts. Throws `StreamCutError` when the answer is not finished. */
  end(): void {
    if (!this.isFinished) throw this.#cut();
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

  /** Reasoning always goes back to its provider. Text goes back only with metadata. */
  #endBlock(part: Part<'text-end' | 'reasoning-end'>, into: StreamEvent[]): void {
    this.#note(part);
    const metadata = this.#metadataOfBlock.get(part.id);
    this.#metadataOfBlock.delete(part.id);
    if (part.type === 'text-end' && metadata === undefined) return;
    this.#start(into);
    into.push({ type: part.type, state: this.#stateOf(metadata ?? {}) });
  }

  #readFile({ mediaType, data: file, providerMetadata }: Part<'file'>, into: StreamEvent[]): void {
    if (file.type !== 'data') return;
    this.#start(into);
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

  /** Most providers send the pieces first and then the whole call; some send only the whole call. */
  #readWholeCall(part: Part<'tool-call'>, into: StreamEvent[]): void {
    const known = this.#callOfId.get(part.toolCallId);
    const call = known ?? this.#begin(part.toolCallId, part.toolName, into);
    if (call.argumentsText === '' && part.input !== '{}') this.#toolCalls.add(call, part.input, into);
    if (part.providerMetadata !== undefined) call.state = this.#stateOf(part.providerMetadata);
    this.#toolCalls.end(call, into);
  }

  #finish(part: Part<'finish'>, into: StreamEvent[]): void {
    const { unified, raw } = part.finishReason;
    // Without a reason from the provider the packages say `other`: the stream was cut.
    if (unified === 'interrupted' || (unified === 'other' && raw === undefined)) throw this.#cut();
    if (unified === 'error') {
      const { providerId } = this.#context;
      throw new ServerError({ providerId, message: `${providerId} gave up its answer (${raw ?? 'no reason given'}).` });
    }
    if (unified === 'content-filter' && !this.#hasStarted) throw this.#refused(raw ?? null);
    this.#start(into);
    this.#toolCalls.endAll(into);
    this.isFinished = true;
    into.push({
      type: 'finish',
      reason: reasonOf.get(unified) ?? 'unknown',
      rawReason: raw ?? null,
      usage: toTokenUsage(part.usage),
      rawUsage: part.usage.raw ?? part.usage,
      skippedEvents: this.#skippedEvents,
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

  #cut(): StreamCutError {
    const { providerId } = this.#context;
    return new StreamCutError({
      providerId,
      message: `${providerId} broke off its answer: the stream ended without a finish reason.`,
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
