import type { StreamEvent } from '../contract/stream-event.ts';

/**
 * Cuts an answer at its stop sequences, for servers that do not take them. Text that may begin a sequence is held until
 * the next delta decides. After the cut only the end of the answer passes, with its usage.
 */
export class StopCutter {
  readonly #sequences: readonly string[];
  #held = '';
  #isCut = false;
  /** Calls that began before the cut: they must end. */
  readonly #openCalls = new Set<number>();

  /** `sequences`: none of them empty. */
  constructor(sequences: readonly string[]) {
    this.#sequences = sequences;
  }

  /** The events that the caller may see. May be empty. */
  cut(events: readonly StreamEvent[]): readonly StreamEvent[] {
    const passed: StreamEvent[] = [];
    for (const event of events) {
      if (event.type === 'text-delta') this.#readText(event.text, passed);
      else if (this.#isCut) this.#readAfterCut(event, passed);
      else {
        this.#release(passed);
        if (event.type === 'tool-call-start') this.#openCalls.add(event.index);
        passed.push(event);
      }
    }
    return passed;
  }

  #readText(delta: string, passed: StreamEvent[]): void {
    if (this.#isCut) return;
    const text = this.#held + delta;
    const ends = this.#sequences.map((sequence) => text.indexOf(sequence)).filter((at) => at !== -1);
    this.#isCut = ends.length > 0;
    const end = this.#isCut ? Math.min(...ends) : text.length - this.#longestBeginning(text);
    this.#held = this.#isCut ? '' : text.slice(end);
    if (end > 0) passed.push({ type: 'text-delta', text: text.slice(0, end) });
  }

  /** The length of the text's end that may begin a sequence. */
  #longestBeginning(text: string): number {
    let longest = 0;
    for (const sequence of this.#sequences) {
      for (let length = Math.min(sequence.length - 1, text.length); length > longest; length -= 1) {
        if (text.endsWith(sequence.slice(0, length))) longest = length;
      }
    }
    return longest;
  }

  #release(passed: StreamEvent[]): void {
    if (this.#held === '') return;
    passed.push({ type: 'text-delta', text: this.#held });
    this.#held = '';
  }

  /** The rest of the answer was not asked for. A call that began before it still ends. */
  #readAfterCut(event: StreamEvent, passed: StreamEvent[]): void {
    if (event.type === 'finish') passed.push({ ...event, reason: this.#openCalls.size > 0 ? event.reason : 'stop' });
    else if (event.type === 'start' || event.type === 'text-end') passed.push(event);
    else if (event.type === 'tool-call-delta' || event.type === 'tool-call-end') {
      if (this.#openCalls.has(event.index)) passed.push(event);
    }
  }
}
