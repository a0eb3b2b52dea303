const opening = '<think>';
const closing = '</think>';

/** Text and thoughts of one piece. */
export type SplitText = { thinking: string; text: string };

/**
 * Takes the thoughts off the beginning of an answer, for servers that leave `<think>…</think>` in the text. Text passes
 * unchanged once it cannot be a thought any more. In an answer of JSON, prose before the value is held until it ends,
 * since a server may leave out the opening tag. Each character is searched at most twice.
 */
export class ThinkingSplitter {
  readonly #isJson: boolean;
  #state: 'blank' | 'thinking' | 'prose' | 'after' = 'blank';
  #held = '';

  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  /** Adds a piece. Returns what of it, and of held text, is known. `isDone`: the rest of the answer is text. */
  split(piece: string): SplitText & { isDone: boolean } {
    switch (this.#state) {
      case 'blank':
        return this.#begin(piece);
      case 'thinking':
      case 'prose':
        return this.#close(piece);
      case 'after':
        return this.#skipBlanks('', piece);
    }
  }

  /** The answer has ended. Returns the held text. */
  end(): SplitText {
    const held = this.#held;
    this.#held = '';
    return this.#state === 'thinking' ? { thinking: held, text: '' } : { thinking: '', text: held };
  }

  #begin(piece: string): SplitText & { isDone: boolean } {
    this.#held += piece;
    const text = this.#held.trimStart();
    if (text.startsWith(opening)) {
      this.#state = 'thinking';
      this.#held = '';
      return this.#close(text.slice(opening.length).replace(/^\n/, ''));
    }
    if (opening.startsWith(text)) return { thinking: '', text: '', isDone: false };
    if (this.#isJson && /^[^{["`\dtfn-]/.test(text)) {
      this.#state = 'prose';
      this.#held = '';
      return this.#close(text);
    }
    const held = this.#held;
    this.#held = '';
    return { thinking: '', text: held, isDone: true };
  }

  /** Holds the part that may be the closing tag; all of it where it may turn out to be text. */
  #close(piece: string): SplitText & { isDone: boolean } {
    const searchFrom = Math.max(0, this.#held.length - closing.length);
    const all = this.#held + piece;
    const at = all.indexOf(closing, searchFrom);
    if (at !== -1) {
      this.#state = 'after';
      this.#held = '';
      return this.#skipBlanks(all.slice(0, at), all.slice(at + closing.length));
    }
    if (this.#state === 'prose') {
      this.#held = all;
      return { thinking: '', text: '', isDone: false };
    }
    const kept = lengthOfBeginning(all);
    this.#held = all.slice(all.length - kept);
    return { thinking: all.slice(0, all.length - kept), text: '', isDone: false };
  }

  #skipBlanks(thinking: string, piece: string): SplitText & { isDone: boolean } {
    const text = piece.trimStart();
    return { thinking: thinking.trimEnd(), text, isDone: text !== '' };
  }
}

/** How many characters at the end of a text may begin the closing tag. */
function lengthOfBeginning(text: string): number {
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length--) {
    if (closing.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
