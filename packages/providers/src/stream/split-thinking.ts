const opening = '<think>';
const closing = '</think>';

/** Text and reasoning of one piece. */
export type SplitText = { thinking: string; text: string };

export type ThinkingSplitterOptions = {
  /** Whether the answer is JSON. Prose before the value is held until it ends, because it may be reasoning. */
  isJson: boolean;
  /** Whether the model's template opens the reasoning, so that the answer has only the closing tag. */
  opensThoughts: boolean;
};

/** Maximum characters of text that are held while a closing tag may follow. */
const mostHeld = 4_000;

/** A closing tag on its own line. In prose about the tag, it is among other words. */
const lineOfClosing = /\n[ \t]{0,8}<\/think>[ \t]{0,8}(?:\n|$)/;

/**
 * Separates the reasoning at the beginning of an answer, for servers that leave `<think>…</think>` in the text. Text
 * passes unchanged once it cannot be reasoning any more. Without the opening tag, the text before `</think>` is
 * reasoning in four cases. It is empty; the first piece has the tag on its own line; the answer is JSON. Or the model's
 * template opens the reasoning. Each character is searched at most twice.
 */
export class ThinkingSplitter {
  readonly #options: ThinkingSplitterOptions;
  #state: 'blank' | 'thinking' | 'prose' | 'after' = 'blank';
  #held = '';

  constructor(options: ThinkingSplitterOptions) {
    this.#options = options;
  }

  /** Adds a piece. Returns the decided part of it and of held text. `isDone`: the rest of the answer is text. */
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
    const isBeginning = opening.startsWith(text) || (closing.startsWith(text) && text !== closing);
    if (isBeginning) return { thinking: '', text: '', isDone: false };
    const mayBeThoughts = this.#options.opensThoughts || (this.#options.isJson && /^[^{["`\dtfn-]/.test(text));
    if (mayBeThoughts || endsThoughts(text)) {
      this.#state = 'prose';
      this.#held = '';
      return this.#close(text);
    }
    const held = this.#held;
    this.#held = '';
    return { thinking: '', text: held, isDone: true };
  }

  /** Holds the part that may be the closing tag. Holds all of it if it may still be text. */
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
      const isDone = !this.#options.isJson && all.length > mostHeld;
      this.#held = isDone ? '' : all;
      return { thinking: '', text: isDone ? all : '', isDone };
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

/**
 * Model families whose templates end a prompt with `<think>`: DeepSeek R1, QwQ, and the thinking models of Qwen and
 * Kimi.
 */
const openingFamilies = /(?:^|[^a-z])r1(?![a-z0-9])|qwq|qwen[^/]{0,40}thinking|kimi[^/]{0,40}thinking/i;

/** Whether the template of a model opens the reasoning, by the model's name. */
export function opensThoughts(model: string): boolean {
  return openingFamilies.test(model);
}

/** Whether the first closing tag begins the text, or is on its own line without an opening tag before it. */
function endsThoughts(text: string): boolean {
  const at = text.indexOf(closing);
  if (at <= 0) return at === 0;
  const line = lineOfClosing.exec(text);
  return line !== null && line.index < at && at < line.index + line[0].length && !text.slice(0, at).includes(opening);
}

/** The number of characters at the end of a text that may begin the closing tag. */
function lengthOfBeginning(text: string): number {
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length--) {
    if (closing.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
