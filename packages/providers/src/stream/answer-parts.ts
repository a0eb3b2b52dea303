import type { AssistantPart, ReasoningPart, TextPart, ToolCall, ToolCallPart } from '../contract/message.ts';
import type { FileEvent, StreamEvent } from '../contract/stream-event.ts';
import { GrowingText } from './growing-text.ts';

/** An event of the answer's own content. */
export type PartEvent = Exclude<StreamEvent, { type: 'start' | 'finish' }>;

/** Collects the parts of one answer from its events, in the order in which they begin. */
export class AnswerParts {
  #partsSoFar: AssistantPart[] = [];
  /** Calls by their index. */
  #calls: (ToolCallPart | undefined)[] = [];
  /** The arguments of the calls that still grow, by their index. */
  #argumentsTexts: (GrowingText | undefined)[] = [];
  #isRefused = false;
  /** The part that the next delta of its kind extends. */
  #open: TextPart | ReasoningPart | null = null;
  /** The kind of text that the open part takes; null for no open part. */
  #openKind: 'text' | 'reasoning' | 'refusal' | null = null;
  /** The text of the open part. */
  readonly #openText = new GrowingText();

  add(event: PartEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.#grow('text', event.text);
        return;
      case 'refusal-delta':
        this.#refuse(event.text);
        return;
      case 'reasoning-delta':
        this.#grow('reasoning', event.text);
        return;
      case 'text-end':
        this.#end('text', event.state);
        return;
      case 'reasoning-end':
        this.#end('reasoning', event.state);
        return;
      case 'tool-call-start':
        this.#sign(this.#openCall(event.index, event.id, event.name), event.state);
        return;
      case 'tool-call-delta':
        this.#argumentsTexts[event.index]?.add(event.argumentsText);
        return;
      case 'tool-call-end': {
        const call = this.#openCall(event.index, event.id, event.name);
        call.arguments = event.arguments;
        this.#argumentsTexts[event.index] = undefined;
        this.#sign(call, event.state);
        return;
      }
      case 'file':
        this.#begin(toFilePart(event));
        return;
      default:
        event satisfies never;
    }
  }

  /** Clears everything, because the answer starts over. */
  clear(): void {
    this.#close();
    this.#partsSoFar = [];
    this.#calls = [];
    this.#argumentsTexts = [];
    this.#isRefused = false;
  }

  /** The parts so far. They do not change as the answer grows. A refusal replaces the text before it. */
  get parts(): readonly AssistantPart[] {
    const parts = this.#isRefused ? this.#parts.filter((part) => part.type !== 'text' || isRefusal(part)) : this.#parts;
    return parts.map((part) => ({ ...part }));
  }

  /** All text, joined. Empty for an answer that refuses. */
  get text(): string {
    return this.#isRefused ? '' : this.#join('text');
  }

  /** The text of the model's refusal. Null for none. */
  get refusal(): string | null {
    return refusalOf(this.#parts);
  }

  /** All reasoning that the provider shows, joined. */
  get reasoning(): string {
    return this.#join('reasoning');
  }

  /** In the order of their index. */
  get toolCalls(): readonly ToolCall[] {
    this.#writeTexts();
    return this.#calls.flatMap((call) =>
      call === undefined ? [] : { id: call.id, name: call.name, arguments: call.arguments },
    );
  }

  /** The id and name of the call with an index. Undefined before it begins. */
  callAt(index: number): Readonly<Pick<ToolCall, 'id' | 'name'>> | undefined {
    return this.#calls[index];
  }

  #refuse(text: string): void {
    this.#isRefused = true;
    if (this.#openKind !== 'refusal') this.#openPart({ type: 'text', text: '', isRefusal: true }, 'refusal');
    this.#openText.add(text);
  }

  #grow(type: 'text' | 'reasoning', text: string): void {
    if (this.#openKind !== type) this.#openPart({ type, text: '' }, type);
    this.#openText.add(text);
  }

  #openPart(part: TextPart | ReasoningPart, kind: 'text' | 'reasoning' | 'refusal'): void {
    this.#begin(part);
    this.#open = part;
    this.#openKind = kind;
  }

  /** The parts, with all their text so far. */
  get #parts(): readonly AssistantPart[] {
    this.#writeTexts();
    return this.#partsSoFar;
  }

  /** Writes the text that the open parts have got so far into them. */
  #writeTexts(): void {
    if (this.#open !== null) this.#open.text = this.#openText.value;
    // Unlike a loop, it skips indexes that the model left out.
    this.#argumentsTexts.forEach((text, index) => {
      const call = this.#calls[index];
      if (text !== undefined && call !== undefined) call.arguments = text.value;
    });
  }

  #close(): void {
    if (this.#open === null) return;
    this.#open.text = this.#openText.value;
    this.#openText.clear();
    this.#open = null;
    this.#openKind = null;
  }

  #end(type: 'text' | 'reasoning', state: TextPart['state']): void {
    const open = this.#open?.type === type ? this.#open : null;
    this.#close();
    if (state === undefined) return;
    if (open === null) this.#partsSoFar.push({ type, text: '', state });
    else open.state = state;
  }

  #openCall(index: number, id: string, name: string): ToolCallPart {
    const known = this.#calls[index];
    if (known !== undefined) return known;
    const call: ToolCallPart = { type: 'tool-call', id, name, arguments: '' };
    this.#calls[index] = call;
    this.#argumentsTexts[index] = new GrowingText();
    this.#begin(call);
    return call;
  }

  #sign(call: ToolCallPart, state: ToolCallPart['state']): void {
    if (state !== undefined) call.state = state;
  }

  #begin(part: AssistantPart): void {
    this.#close();
    this.#partsSoFar.push(part);
  }

  #join(type: 'text' | 'reasoning'): string {
    let text = '';
    for (const part of this.#parts) if (part.type === type) text += part.text;
    return text;
  }
}

/** The text of an answer's refusal. Null for none. */
export function refusalOf(parts: readonly AssistantPart[]): string | null {
  const refusals = parts.filter(isRefusal);
  return refusals.length === 0 ? null : refusals.map(({ text }) => text).join('');
}

function isRefusal(part: AssistantPart): part is TextPart & { isRefusal: true } {
  return part.type === 'text' && part.isRefusal === true;
}

function toFilePart({ mediaType, data, state }: FileEvent): AssistantPart {
  const carried = state === undefined ? {} : { state };
  if (mediaType.startsWith('image/')) return { type: 'image', image: { type: 'base64', mediaType, data }, ...carried };
  const source = { type: 'base64', data } as const;
  if (mediaType.startsWith('audio/')) return { type: 'audio', mediaType, source, ...carried };
  return { type: 'file', mediaType, source, name: null, ...carried };
}
