import { AnswerParts, type Embeddings, type PartEvent } from '@penstock/providers';
import { isDelta } from './delta-run.ts';
import type { Generation } from './generation.ts';
import type { EndedPart, GenerationEventBody } from './generation-event.ts';

/** The model that answered, why it stopped, and its provider's other data. */
export type AnsweredBy = Pick<
  Generation,
  'modelId' | 'providerId' | 'finishReason' | 'rawFinishReason' | 'providerMetadata'
>;

/** An event that ends a part of the answer, or is a part by itself. */
export type EndEvent = Extract<PartEvent, { type: `${string}-end` | 'file' }>;

const noOne: AnsweredBy = {
  modelId: null,
  providerId: null,
  finishReason: null,
  rawFinishReason: null,
  providerMetadata: null,
};

/** The answer of a generation so far, and the model that gave it. */
export class LiveAnswer extends AnswerParts {
  json: unknown = null;
  vectors: Embeddings['vectors'] | null = null;
  by: AnsweredBy = noOne;
  /** The parts whose end has not been sent to readers yet. */
  #ended: EndedPart[] = [];

  /** Adds the end of a part with its provider state, or a file. */
  end(event: EndEvent): void {
    this.add(event);
    if (event.type !== 'file') this.#ended.push(toEndedPart(event));
  }

  override clear(): void {
    super.clear();
    this.#ended = [];
  }

  /** Adds the ends of earlier parts to an event. Readers get them with the next delta. */
  withEnds(body: GenerationEventBody): GenerationEventBody {
    if (this.#ended.length === 0 || !isDelta(body)) return body;
    const ended = this.#ended;
    this.#ended = [];
    return { ...body, ended };
  }
}

function toEndedPart(event: Exclude<EndEvent, { type: 'file' }>): EndedPart {
  const carried = event.state === undefined ? {} : { state: event.state };
  if (event.type === 'tool-call-end') return { type: 'tool-call', index: event.index, ...carried };
  return { type: event.type === 'text-end' ? 'text' : 'reasoning', ...carried };
}
