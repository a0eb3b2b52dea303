import { ContentFilterError } from '../contract/errors/content-filter-error.ts';
import type { FinishReason } from '../contract/finish-reason.ts';
import type { TokenLogprob } from '../contract/logprobs.ts';
import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { promptUsageOf } from '../contract/token-usage.ts';
import type { ErrorContext } from '../http/build-provider-error.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { nativePart } from '../messages/native-blocks.ts';
import type { AnswerTranslator } from '../stream/answer-translator.ts';
import { argumentsText } from '../stream/arguments-text.ts';
import { ToolCallAssembler } from '../stream/assemble-tool-calls.ts';
import { fileFromAddress } from '../stream/file-from-address.ts';
import { laterUsage } from '../stream/later-usage.ts';
import { LogprobsMemory } from '../stream/logprobs-memory.ts';
import { pushReasoning, pushText } from '../stream/push-delta.ts';
import { readReason } from '../stream/read-reason.ts';
import { refuseUnusable } from '../stream/unusable-answer.ts';
import { toCallBilling, toTokenUsage } from './google-usage.ts';

const reasonOf: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    STOP: 'stop',
    MAX_TOKENS: 'length',
    SAFETY: 'content-filter',
    RECITATION: 'content-filter',
    LANGUAGE: 'content-filter',
    BLOCKLIST: 'content-filter',
    PROHIBITED_CONTENT: 'content-filter',
    SPII: 'content-filter',
    IMAGE_SAFETY: 'content-filter',
    IMAGE_PROHIBITED_CONTENT: 'content-filter',
    IMAGE_RECITATION: 'content-filter',
  }),
);

/** Members of a candidate that concern the whole answer. */
const metadataMembers = ['groundingMetadata', 'urlContextMetadata', 'citationMetadata'] as const;

/** Members of a part that only Google has. Its own tools write them and require them back. */
const ownMembers = ['executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse'] as const;

/** Reads the `GenerateContentResponse`s of one answer. */
export class GoogleAnswer implements AnswerTranslator {
  readonly #context: ErrorContext;
  readonly #toolCalls = new ToolCallAssembler();
  #hasStarted = false;
  #rawReason: string | null = null;
  /** Whether a reason has come, with no content after it. */
  #isClosed = false;
  #isEnded = false;
  #usage: JsonObject | null = null;
  #metadata: JsonObject | null = null;
  readonly #logprobs = new LogprobsMemory();
  /** Whether a reasoning part is open. */
  #isThinking = false;
  #hasOpenText = false;

  constructor(context: ErrorContext) {
    this.#context = context;
  }

  /** Some models send a reason with every chunk. Google has no end mark: the answer ends with the stream. */
  get progress(): 'open' | 'whole' | 'ended' {
    if (this.#isEnded) return 'ended';
    return this.#isClosed ? 'whole' : 'open';
  }

  markEnd(): void {
    this.#isEnded = this.#hasStarted;
  }

  translate(chunk: JsonObject, into: StreamEvent[]): void {
    const usage = readObject(chunk.usageMetadata);
    if (usage !== null) this.#usage = laterUsage(this.#usage, usage);
    const candidate = readObject(readList(chunk.candidates)[0]);
    if (candidate === null) {
      this.#refuseBlocked(chunk);
      return;
    }
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      into.push({
        type: 'start',
        responseId: readText(chunk.responseId),
        servedModel: readText(chunk.modelVersion),
        ...(this.#usage !== null && { promptUsage: promptUsageOf(toTokenUsage(this.#usage)) }),
      });
    }
    this.#logprobs.add('content', readLogprobs(readObject(candidate.logprobsResult)));
    const parts = readList(readObject(candidate.content)?.parts);
    for (const part of parts) this.#readPart(readObject(part), into);
    if (parts.length > 0) this.#isClosed = false;
    this.#readMetadata(candidate);
    const rawReason = readReason(candidate.finishReason);
    if (rawReason !== null) this.#end(rawReason, candidate);
  }

  finish(skippedEvents: number, into: StreamEvent[]): void {
    this.#endReasoning(into);
    this.#toolCalls.endAll(into);
    const reason = this.#reason();
    const billing = toCallBilling(this.#usage);
    const logprobs = this.#logprobs.take();
    into.push({
      type: 'finish',
      reason,
      rawReason: this.#rawReason,
      usage: this.#usage === null ? null : toTokenUsage(this.#usage),
      rawUsage: this.#usage,
      ...(billing !== null && { billing }),
      skippedEvents,
      ...(logprobs !== null && { logprobs }),
      ...(this.#metadata !== null && { providerMetadata: this.#metadata }),
    });
  }

  #reason(): FinishReason {
    const reason = reasonOf.get(this.#rawReason?.toUpperCase() ?? '') ?? 'unknown';
    const isPlain = this.#rawReason === null || reason === 'stop';
    return isPlain && this.#toolCalls.count > 0 ? 'tool-calls' : reason;
  }

  #readPart(part: JsonObject | null, into: StreamEvent[]): void {
    if (part === null) return;
    if (ownMembers.some((name) => readObject(part[name]) !== null)) {
      this.#passOn(part, into);
      return;
    }
    const signature = readText(part.thoughtSignature);
    const call = readObject(part.functionCall);
    const file = readObject(part.inlineData);
    const address = readText(readObject(part.fileData)?.fileUri);
    const isText = call === null && file === null && address === null;
    if (typeof part.text === 'string') {
      if (part.thought === true) this.#readThought(part.text, into);
      else this.#readText(part.text, into);
    }
    if (isText && signature !== null) this.#sign(part.thought === true, signature, into);
    if (!isText) this.#endReasoning(into);
    if (!isText) this.#hasOpenText = false;
    if (call !== null) this.#readCall(call, signature, into);
    if (file !== null) this.#readFile(file, signature, into);
    if (address !== null) into.push(fileFromAddress(address));
  }

  /** The output of Google's own tools, such as code that they ran. It becomes state for the next turn. */
  #passOn(part: JsonObject, into: StreamEvent[]): void {
    this.#endReasoning(into);
    if (this.#hasOpenText) into.push({ type: 'text-end' });
    this.#hasOpenText = false;
    const { state } = nativePart('google', part, this.#context.providerId);
    into.push({ type: 'text-end', ...(state && { state }) });
  }

  #readThought(text: string, into: StreamEvent[]): void {
    if (text === '') return;
    this.#hasOpenText = false;
    pushReasoning(into, text);
    this.#isThinking = true;
  }

  #readText(text: string, into: StreamEvent[]): void {
    if (text === '') return;
    this.#endReasoning(into);
    this.#hasOpenText = true;
    pushText(into, text, this.#logprobs.ofDelta('content'));
  }

  /** The last signature may come with an empty text, after the text that it signs. */
  #sign(isThought: boolean, signature: string, into: StreamEvent[]): void {
    if (!isThought) this.#endReasoning(into);
    this.#isThinking = false;
    this.#hasOpenText = false;
    into.push({ type: isThought ? 'reasoning-end' : 'text-end', state: this.#stateOf(signature) });
  }

  /** Thinking without a signature goes back too. */
  #endReasoning(into: StreamEvent[]): void {
    if (!this.#isThinking) return;
    this.#isThinking = false;
    into.push({ type: 'reasoning-end', state: this.#stateOf(null) });
  }

  /** Calls come whole. */
  #readCall(call: JsonObject, signature: string | null, into: StreamEvent[]): void {
    const state = signature === null ? null : this.#stateOf(signature);
    const growing = this.#toolCalls.begin(readText(call.id), readText(call.name) ?? '', into, state);
    this.#toolCalls.add(growing, argumentsText(call.args), into);
    this.#toolCalls.end(growing, into);
  }

  #readFile({ mimeType, data }: JsonObject, signature: string | null, into: StreamEvent[]): void {
    const mediaType = readText(mimeType);
    const bytes = readText(data);
    if (mediaType === null || bytes === null) return;
    const file = { type: 'file', mediaType, data: bytes } as const;
    into.push(signature === null ? file : { ...file, state: this.#stateOf(signature) });
  }

  #stateOf(signature: string | null): ProviderState {
    const value = signature === null ? {} : { thoughtSignature: signature };
    return { providerId: this.#context.providerId, dialect: 'google', value };
  }

  #readMetadata(candidate: JsonObject): void {
    for (const name of metadataMembers) {
      const value = readObject(candidate[name]);
      if (value !== null) this.#metadata = { ...this.#metadata, [name]: value };
    }
  }

  #end(rawReason: string, candidate: JsonObject): void {
    refuseUnusable(this.#context.providerId, rawReason, readText(candidate.finishMessage));
    this.#rawReason = rawReason;
    this.#isClosed = true;
  }

  /** For a filtered prompt, the answer has no candidates and names the reason. */
  #refuseBlocked(chunk: JsonObject): void {
    const feedback = readObject(chunk.promptFeedback);
    const rawCode = readText(feedback?.blockReason);
    if (rawCode === null) return;
    const { providerId, model } = this.#context;
    const why = readText(feedback?.blockReasonMessage) ?? 'no reason given.';
    throw new ContentFilterError({
      providerId,
      message: `${providerId} blocked the prompt for '${model}' (${rawCode}): ${why}`,
      rawCode,
    });
  }
}

/** The log probabilities of a candidate in OpenAI's form, from its member `logprobsResult`. Empty for none. */
function readLogprobs(result: JsonObject | null): readonly TokenLogprob[] {
  const others = readList(result?.topCandidates);
  return readList(result?.chosenCandidates).map((chosen, index) => ({
    ...toToken(chosen),
    top_logprobs: readList(readObject(others[index])?.candidates).map(toToken),
  }));
}

function toToken(value: unknown): TokenLogprob {
  const candidate = readObject(value);
  const token = readText(candidate?.token) ?? '';
  // JSON omits a zero: the token is certain.
  return { token, logprob: candidate?.logProbability ?? 0, bytes: [...Buffer.from(token)] };
}
