import type { ExecutionEvent } from './execution-event.ts';

/** How much of an answer the caller holds. Each stage is harder to go on from than the one before. */
export type Sent = 'nothing' | 'reasoning' | 'text' | 'tool-calls';

/** The answer as the caller has it at this moment, over all attempts. */
export class SentAnswer {
  text = '';
  hasReasoning = false;
  hasToolCalls = false;
  /** All that was given, also what was taken back: readers who come late get that too. Characters. */
  characters = 0;

  /** Takes note of what is given to the caller. */
  add(event: ExecutionEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.text += event.text;
        break;
      case 'reasoning-delta':
      case 'reasoning-end':
        this.hasReasoning = true;
        break;
      // A file cannot be repeated by another model either.
      case 'tool-call-start':
      case 'file':
        this.hasToolCalls = true;
        break;
      case 'restarted':
        this.text = '';
        this.hasReasoning = false;
        this.hasToolCalls = false;
        break;
      default:
    }
  }

  get stage(): Sent {
    if (this.hasToolCalls) return 'tool-calls';
    if (this.text !== '') return 'text';
    return this.hasReasoning ? 'reasoning' : 'nothing';
  }
}
