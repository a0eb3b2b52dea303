import { GrowingText } from '@penstock/providers';
import type { ExecutionEvent } from './execution-event.ts';

/** How much of an answer the caller has. Each stage is harder to continue than the previous stage. */
export type Sent = 'nothing' | 'reasoning' | 'text' | 'tool-calls';

/** The caller's current answer, over all attempts. */
export class SentAnswer {
  readonly #text = new GrowingText();
  hasReasoning = false;
  hasToolCalls = false;
  /** All sent characters, including text that was taken back, because late readers receive it too. */
  characters = 0;

  get text(): string {
    return this.#text.value;
  }

  /** Records an event that was sent to the caller. */
  add(event: ExecutionEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.addText(event.text);
        break;
      case 'reasoning-delta':
      case 'reasoning-end':
        this.hasReasoning = true;
        break;
      // No other model can repeat a file or a refusal.
      case 'tool-call-start':
      case 'file':
      case 'refusal-delta':
        this.hasToolCalls = true;
        break;
      case 'restarted':
        this.#text.clear();
        this.hasReasoning = false;
        this.hasToolCalls = false;
        break;
      default:
    }
  }

  /** The same for a piece of text. */
  addText(text: string): void {
    this.#text.add(text);
  }

  get stage(): Sent {
    if (this.hasToolCalls) return 'tool-calls';
    if (this.text !== '') return 'text';
    return this.hasReasoning ? 'reasoning' : 'nothing';
  }
}
