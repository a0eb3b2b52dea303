import { customInput } from '@penstock/providers';
import type { ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { AnswerWriter, CallPiece, PieceLogprobs } from '../answer-writer.ts';
import { openaiErrorEvent } from '../openai/error-response.ts';
import { toOpenaiFinishReason } from '../openai/finish-reason.ts';
import { servedAnnotations, servedMembers } from '../openai/served-members.ts';
import { toAudio } from '../openai/spoken-answer.ts';
import { toExtraContent, toStateMembers } from '../openai/state-members.ts';
import { toOpenaiUsage } from '../openai/usage.ts';
import { callStates, completionId, toChatWarnings, toImages, toOpenaiFacts } from '../openai/whole-answer.ts';

/** The facts that are the same in all chunks of one stream. */
type StreamFacts = {
  generationId: string;
  createdAtMs: number;
  modelId: string;
  includesUsage: boolean;
  /** Whether a call is sent as `function_call`, for a client that gave `functions`. */
  usesFunctions: boolean;
  /** The names of custom tools; their calls hold a text. */
  customs: ReadonlySet<string>;
};

/**
 * Writes the events of one streamed answer as `chat.completion.chunk`. On the hot path: the constant part of a chunk is
 * serialized once, and only the piece is escaped.
 */
export class ChunkWriter implements AnswerWriter {
  readonly #facts: StreamFacts;
  readonly #tail: string;
  #head: string;
  #textHead: string;
  #reasoningHead: string;
  /** Characters of arguments sent, by the index of the call. A call has an entry once its first chunk is sent. */
  readonly #argumentsSent: number[] = [];
  /** Calls whose state was sent with their first chunk, by index. */
  readonly #signed = new Set<number>();

  constructor(facts: StreamFacts) {
    this.#facts = facts;
    // OpenAI sends `usage: null` with every chunk if usage was requested.
    this.#tail = `},"logprobs":null,"finish_reason":null}]${facts.includesUsage ? ',"usage":null' : ''}}\n\n`;
    this.#head = this.#textHead = this.#reasoningHead = '';
    this.serveBy(facts.modelId);
  }

  /** Called when another model continues; later chunks name it. */
  serveBy(modelId: string): void {
    this.#head = `data: ${this.#identity(modelId)},"choices":[{"index":0,"delta":{`;
    this.#textHead = `${this.#head}"content":`;
    this.#reasoningHead = `${this.#head}"reasoning_content":`;
  }

  opening(): string {
    return `${this.#head}"role":"assistant","content":""${this.#tail}`;
  }

  text(piece: string, logprobs?: PieceLogprobs): string {
    return this.#textHead + JSON.stringify(piece) + this.#tailWith({ content: logprobs });
  }

  reasoning(piece: string): string {
    return this.#reasoningHead + JSON.stringify(piece) + this.#tail;
  }

  refusal(piece: string, logprobs?: PieceLogprobs): string {
    return `${this.#head}"refusal":${JSON.stringify(piece)}${this.#tailWith({ refusal: logprobs })}`;
  }

  #tailWith({ content, refusal }: { content?: PieceLogprobs; refusal?: PieceLogprobs }): string {
    if (content === undefined && refusal === undefined) return this.#tail;
    const logprobs = JSON.stringify({ content: content ?? null, refusal: refusal ?? null });
    return this.#tail.replace('"logprobs":null', () => `"logprobs":${logprobs}`);
  }

  /** The first chunk of a call has its id and name. It also has the state for the next turn, if already known. */
  toolCall({ index, id, name, argumentsDelta, state }: CallPiece): string {
    const sent = this.#argumentsSent[index];
    this.#argumentsSent[index] = (sent ?? 0) + argumentsDelta.length;
    const text = JSON.stringify(argumentsDelta);
    if (this.#facts.usesFunctions) return this.#functionCall(index, sent === undefined ? name : null, text);
    if (this.#facts.customs.has(name)) return sent === undefined ? this.#customCall(index, id, name, state) : '';
    if (sent !== undefined) return this.#call(`{"index":${index},"function":{"arguments":${text}}}`);
    const extra = toExtraContent(state);
    if (extra !== null) this.#signed.add(index);
    const signature = extra === null ? '' : `,"extra_content":${JSON.stringify(extra)}`;
    return this.#call(
      `{"index":${index},"id":${JSON.stringify(id)},"type":"function","function":{"name":${JSON.stringify(name)},"arguments":${text}}${signature}}`,
    );
  }

  /** The text of a custom tool is inside its arguments, and is sent when they are complete. */
  #customCall(index: number, id: string, name: string, state: CallPiece['state']): string {
    const extra_content = toExtraContent(state);
    if (extra_content !== null) this.#signed.add(index);
    const call = { index, id, type: 'custom', custom: { name, input: '' }, ...(extra_content && { extra_content }) };
    return this.#call(JSON.stringify(call));
  }

  /** There is only one function call, and it has no id. */
  #functionCall(index: number, name: string | null, argumentsText: string): string {
    if (index > 0) return '';
    const announced = name === null ? '' : `"name":${JSON.stringify(name)},`;
    return `${this.#head}"function_call":{${announced}"arguments":${argumentsText}}${this.#tail}`;
  }

  #call(json: string): string {
    return `${this.#head}"tool_calls":[${json}]${this.#tail}`;
  }

  /**
   * The end of a complete answer. Sends missing arguments of its calls, state for the next turn, the finish reason, the
   * requested usage and `[DONE]`.
   */
  ending(generation: Generation): string {
    const { includesUsage, usesFunctions } = this.#facts;
    const model = generation.modelId ?? this.#facts.modelId;
    const identity = this.#identity(model);
    const word = toOpenaiFinishReason(generation.finishReason);
    const reason = JSON.stringify(usesFunctions && word === 'tool_calls' ? 'function_call' : word);
    const nothing = includesUsage ? ',"usage":null' : '';
    const warnings = includesUsage ? [] : toChatWarnings(generation);
    const said = warnings.length === 0 ? '' : `,"penstock":${JSON.stringify({ warnings })}`;
    const served = servedMembers(generation);
    const members = Object.keys(served).length === 0 ? '' : `,${JSON.stringify(served).slice(1, -1)}`;
    const finish = `data: ${identity},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":${reason}}]${nothing}${members}${said}}\n\n`;
    const usage = JSON.stringify(toOpenaiUsage(generation.tokens));
    const facts = JSON.stringify(toOpenaiFacts(generation));
    const account = includesUsage ? `data: ${identity},"choices":[],"usage":${usage},"penstock":${facts}}\n\n` : '';
    const late = this.#files(generation) + this.#lateCalls(generation);
    return `${late}${this.#states(generation)}${finish}${account}data: [DONE]\n\n`;
  }

  /** Has no `[DONE]`, so that no client takes the answer for complete. */
  failing(error: ServiceError): string {
    return openaiErrorEvent(error);
  }

  /** Images, sounds and sources are sent at the end. Images have OpenRouter's form. */
  #files(generation: Generation): string {
    const images = toImages(generation.parts);
    const audio = toAudio(generation);
    const annotations = servedAnnotations(generation);
    const members = {
      ...(images.length > 0 && { images }),
      ...(audio !== null && { audio }),
      ...(annotations.length > 0 && { annotations }),
    };
    return Object.keys(members).length === 0 ? '' : `${this.#head}${JSON.stringify(members).slice(1, -1)}${this.#tail}`;
  }

  /**
   * Sends `{}` for a call without arguments, because clients parse them as an object. Sends the text of a custom tool.
   */
  #lateCalls({ toolCalls }: Generation): string {
    let text = '';
    this.#argumentsSent.forEach((sent, index) => {
      const call = toolCalls[index];
      if (call !== undefined && this.#facts.customs.has(call.name)) {
        text += this.#call(JSON.stringify({ index, custom: { input: customInput(call.arguments) } }));
      } else if (sent === 0 && call !== undefined)
        text += this.toolCall({ ...call, index, argumentsDelta: call.arguments });
    });
    return text;
  }

  /** The state for the next turn that was not sent before. */
  #states({ parts, toolCalls }: Generation): string {
    const members = toStateMembers(parts);
    let text =
      members.penstock === undefined ? '' : `${this.#head}${JSON.stringify(members).slice(1, -1)}${this.#tail}`;
    if (this.#facts.usesFunctions) return text;
    const stateOf = callStates(parts);
    for (const [index, { id }] of toolCalls.entries()) {
      const extra = this.#signed.has(index) ? null : toExtraContent(stateOf.get(id));
      if (extra !== null) text += this.#call(`{"index":${index},"extra_content":${JSON.stringify(extra)}}`);
    }
    return text;
  }

  #identity(modelId: string): string {
    const { generationId, createdAtMs } = this.#facts;
    const created = Math.floor(createdAtMs / 1000);
    return `{"id":"${completionId(generationId)}","object":"chat.completion.chunk","created":${created},"model":${JSON.stringify(modelId)}`;
  }
}
