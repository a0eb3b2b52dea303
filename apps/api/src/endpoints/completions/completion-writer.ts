import { refusalOf } from '@penstock/providers';
import type { ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { AnswerWriter, PieceLogprobs } from '../answer-writer.ts';
import { openaiErrorEvent } from '../openai/error-response.ts';
import { toOpenaiFinishReason } from '../openai/finish-reason.ts';
import { servedLogprobs } from '../openai/served-members.ts';
import { toOpenaiUsage } from '../openai/usage.ts';
import { toChatWarnings, toOpenaiFacts } from '../openai/whole-answer.ts';
import { toOlderLogprobs } from './older-logprobs.ts';

/** The `text_completion` of a finished generation. A refusal is returned as text. */
export function toCompletion(generation: Generation) {
  const { text, parts, finishReason, tokens } = generation;
  const logprobs = toOlderLogprobs(servedLogprobs(generation)?.content ?? []);
  return {
    ...identityOf(generation, generation.modelId),
    choices: [choiceOf(refusalOf(parts) ?? text, toOpenaiFinishReason(finishReason), logprobs)],
    usage: toOpenaiUsage(tokens),
    penstock: toOpenaiFacts(generation),
  };
}

/** Writes the events of one streamed answer as `text_completion`. This form cannot contain reasoning. */
export class CompletionWriter implements AnswerWriter {
  readonly #generation: Generation;
  readonly #includesUsage: boolean;
  #modelId: string;
  #head = '';
  #tail: string;
  /** The number of characters that were sent. */
  #sent = 0;

  constructor(generation: Generation, modelId: string, includesUsage: boolean) {
    this.#generation = generation;
    this.#includesUsage = includesUsage;
    this.#modelId = modelId;
    this.#tail = `,"index":0,"logprobs":null,"finish_reason":null}]${includesUsage ? ',"usage":null' : ''}}\n\n`;
    this.serveBy(modelId);
  }

  opening(): string {
    return '';
  }

  text(piece: string, tokens: PieceLogprobs = []): string {
    const logprobs = toOlderLogprobs(tokens, this.#sent);
    this.#sent += piece.length;
    const tail =
      logprobs === null
        ? this.#tail
        : this.#tail.replace('"logprobs":null', () => `"logprobs":${JSON.stringify(logprobs)}`);
    return this.#head + JSON.stringify(piece) + tail;
  }

  reasoning(): string {
    return '';
  }

  refusal(piece: string, tokens?: PieceLogprobs): string {
    return this.text(piece, tokens);
  }

  toolCall(): string {
    return '';
  }

  serveBy(modelId: string): void {
    this.#modelId = modelId;
    this.#head = `data: ${JSON.stringify(identityOf(this.#generation, modelId)).slice(0, -1)},"choices":[{"text":`;
  }

  ending(generation: Generation): string {
    const identity = identityOf(generation, generation.modelId ?? this.#modelId);
    const usage = toOpenaiUsage(generation.tokens);
    const warnings = this.#includesUsage ? [] : toChatWarnings(generation);
    const chunks: object[] = [
      {
        ...identity,
        choices: [choiceOf('', toOpenaiFinishReason(generation.finishReason), null)],
        ...(this.#includesUsage && { usage: null }),
        ...(warnings.length > 0 && { penstock: { warnings } }),
      },
      ...(this.#includesUsage ? [{ ...identity, choices: [], usage, penstock: toOpenaiFacts(generation) }] : []),
    ];
    return `${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`;
  }

  failing(error: ServiceError): string {
    return openaiErrorEvent(error);
  }
}

function identityOf({ id, createdAtMs }: Pick<Generation, 'id' | 'createdAtMs'>, modelId: string | null) {
  return { id: `cmpl-${id}`, object: 'text_completion', created: Math.floor(createdAtMs / 1000), model: modelId };
}

function choiceOf(text: string, finish_reason: string, logprobs: ReturnType<typeof toOlderLogprobs>) {
  return { text, index: 0, logprobs, finish_reason };
}
