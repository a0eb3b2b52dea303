import { customInput, GrowingText, type ProviderState, type TokenLogprob } from '@penstock/providers';
import type { PieceLogprobs } from '../answer-writer.ts';
import {
  citedBy,
  toCallItem,
  toMessageItem,
  toReasoningItem,
  toRefusalPart,
  toSummaryPart,
  toTextPart,
} from './response-items.ts';
import type { DeltaText, SequencedEvents } from './sequenced-events.ts';

/** An item that has begun and is not complete. */
export interface OpenItem {
  readonly outputIndex: number;
  /** Adds a piece. */
  add(piece: string): string;
  /** Ends the item. `state`: the provider's state for the next turn. `late`: the sources of a text without its own. */
  close(
    state: ProviderState | undefined,
    status: 'completed' | 'incomplete',
    late: readonly object[],
  ): { text: string; item: object };
}

export type WordsKind = 'text' | 'refusal' | 'reasoning';

/** A message or a reasoning item, with one part of text. */
export class OpenWords implements OpenItem {
  readonly kind: WordsKind;
  readonly outputIndex: number;
  readonly #events: SequencedEvents;
  readonly #id: string;
  readonly #delta: DeltaText;
  /** Log probabilities of its pieces. Only those of a text are sent at its end. */
  readonly #logprobs: TokenLogprob[] = [];
  readonly #words = new GrowingText();

  constructor(kind: WordsKind, id: string, outputIndex: number, events: SequencedEvents) {
    this.kind = kind;
    this.outputIndex = outputIndex;
    this.#events = events;
    this.#id = id;
    const { delta, tail } = wordEvents[kind];
    this.#delta = events.deltas(delta, this.#place, tail);
  }

  get #place(): object {
    const index = this.kind === 'reasoning' ? 'summary_index' : 'content_index';
    return { item_id: this.#id, output_index: this.outputIndex, [index]: 0 };
  }

  opening(): string {
    const { partAdded, toPart } = wordEvents[this.kind];
    const item = this.kind === 'reasoning' ? toReasoningItem(this.#id, '') : toMessageItem(this.#id, '', 'in_progress');
    return (
      this.#events.event('response.output_item.added', { output_index: this.outputIndex, item }) +
      this.#events.event(partAdded, { ...this.#place, part: toPart('') })
    );
  }

  add(piece: string, logprobs?: PieceLogprobs): string {
    this.#words.add(piece);
    if (logprobs === undefined) return this.#delta(piece);
    this.#logprobs.push(...logprobs);
    return this.#delta(piece, `,"logprobs":${JSON.stringify(logprobs)}`);
  }

  close(
    state: ProviderState | undefined,
    status: 'completed' | 'incomplete',
    late: readonly object[],
  ): { text: string; item: object } {
    const { done, member, partDone, toPart } = wordEvents[this.kind];
    const logprobs = this.#logprobs;
    const doneTail = this.kind === 'text' ? { logprobs } : {};
    const words = this.#words.value;
    const facts = { annotations: citedBy(state, late), logprobs };
    const item =
      this.kind === 'reasoning'
        ? toReasoningItem(this.#id, words, state)
        : toMessageItem(this.#id, words, status, this.kind === 'refusal', state, facts);
    const text =
      this.#events.event(done, { ...this.#place, [member]: words, ...doneTail }) +
      this.#events.event(partDone, {
        ...this.#place,
        part: toPart(words, facts),
      }) +
      this.#events.event('response.output_item.done', { output_index: this.outputIndex, item });
    return { text, item };
  }
}

const inMessage = { partAdded: 'response.content_part.added', partDone: 'response.content_part.done' };

const wordEvents = {
  text: {
    ...inMessage,
    delta: 'response.output_text.delta',
    tail: ',"logprobs":[]',
    done: 'response.output_text.done',
    member: 'text',
    toPart: toTextPart,
  },
  refusal: {
    ...inMessage,
    delta: 'response.refusal.delta',
    tail: '',
    done: 'response.refusal.done',
    member: 'refusal',
    toPart: toRefusalPart,
  },
  reasoning: {
    partAdded: 'response.reasoning_summary_part.added',
    partDone: 'response.reasoning_summary_part.done',
    delta: 'response.reasoning_summary_text.delta',
    tail: '',
    done: 'response.reasoning_summary_text.done',
    member: 'text',
    toPart: toSummaryPart,
  },
} as const;

export type CallFacts = { callId: string; name: string; isCustom: boolean; state: ProviderState | undefined };

/** A call of a function or of a custom tool. The text of a custom tool is sent when its arguments are complete. */
export class OpenCall implements OpenItem {
  readonly outputIndex: number;
  readonly callId: string;
  readonly #events: SequencedEvents;
  readonly #id: string;
  readonly #facts: CallFacts;
  readonly #delta: DeltaText;
  #arguments = '';

  constructor(facts: CallFacts, id: string, outputIndex: number, events: SequencedEvents) {
    this.outputIndex = outputIndex;
    this.callId = facts.callId;
    this.#events = events;
    this.#id = id;
    this.#facts = facts;
    const type = facts.isCustom ? 'response.custom_tool_call_input.delta' : 'response.function_call_arguments.delta';
    this.#delta = events.deltas(type, this.#place);
  }

  get #place(): object {
    return { item_id: this.#id, output_index: this.outputIndex };
  }

  /** Whether its arguments are certainly complete: nothing can follow a whole object. */
  get isWhole(): boolean {
    if (!this.#arguments.trimEnd().endsWith('}')) return false;
    try {
      JSON.parse(this.#arguments);
      return true;
    } catch {
      return false;
    }
  }

  opening(): string {
    const item = this.#item('in_progress', undefined);
    return this.#events.event('response.output_item.added', { output_index: this.outputIndex, item });
  }

  add(piece: string): string {
    this.#arguments += piece;
    return piece === '' || this.#facts.isCustom ? '' : this.#delta(piece);
  }

  close(state: ProviderState | undefined): { text: string; item: object } {
    const { isCustom, name } = this.#facts;
    let text = '';
    // Clients parse the arguments, which must be an object.
    if (this.#arguments === '') text += this.add('{}');
    const item = this.#item('completed', state ?? this.#facts.state);
    if (isCustom) {
      const input = customInput(this.#arguments);
      text += this.#delta(input);
      text += this.#events.event('response.custom_tool_call_input.done', { ...this.#place, input });
    } else {
      const done = { ...this.#place, name, arguments: this.#arguments };
      text += this.#events.event('response.function_call_arguments.done', done);
    }
    text += this.#events.event('response.output_item.done', { output_index: this.outputIndex, item });
    return { text, item };
  }

  #item(status: 'in_progress' | 'completed', state: ProviderState | undefined): object {
    const { callId: id, name, isCustom } = this.#facts;
    return toCallItem(this.#id, { id, name, arguments: this.#arguments }, status, isCustom, state);
  }
}
