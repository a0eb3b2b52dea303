const blank = /\s/;
const tick = '`';
const language = 'json';

/**
 * Takes the Markdown fence off a stream of JSON, which some models cannot leave off and no client can parse. Text
 * passes as it comes, but for the few characters that may belong to a fence. Each character is looked at once.
 */
export class FenceFilter {
  #state: 'opening' | 'fenced' | 'plain' = 'opening';
  readonly #opening = new OpeningFence();
  readonly #closing = new ClosingFence();

  /** What of the text so far can be sent now. */
  push(piece: string): string {
    if (this.#state === 'plain') return piece;
    if (this.#state === 'fenced') return this.#closing.push(piece);
    const end = this.#opening.push(piece);
    if (end === 'more') return '';
    if (end === 'none') {
      this.#state = 'plain';
      return this.#opening.held;
    }
    this.#state = 'fenced';
    return this.#closing.push(piece.slice(end));
  }

  /** What is left when the text is whole: all that was held, without a closing fence. */
  end(): string {
    const state = this.#state;
    this.#state = 'plain';
    if (state === 'opening') return this.#opening.held;
    return state === 'fenced' ? this.#closing.end() : '';
  }
}

/** Blanks, three ticks, perhaps `json`, blanks, and the end of the line. */
class OpeningFence {
  /** All that came. */
  held = '';
  #ticks = 0;
  #letters = 0;
  #isPastWord = false;

  /** Where in the piece the fence ends; `none` where the text has none. */
  push(piece: string): number | 'more' | 'none' {
    this.held += piece;
    for (let at = 0; at < piece.length; at++) {
      const character = piece.charAt(at);
      if (this.#isWhole() && character === '\n') return at + 1;
      if (!this.#takes(character)) return 'none';
    }
    return 'more';
  }

  #isWhole(): boolean {
    return this.#ticks === 3 && (this.#letters === 0 || this.#letters === language.length);
  }

  #takes(character: string): boolean {
    if (character === tick) return !this.#isPastWord && this.#letters === 0 && ++this.#ticks <= 3;
    if (blank.test(character)) {
      if (this.#ticks === 0) return true;
      this.#isPastWord = true;
      return this.#isWhole() && (character === ' ' || character === '\t' || character === '\r');
    }
    return this.#ticks === 3 && !this.#isPastWord && character.toLowerCase() === language.charAt(this.#letters++);
  }
}

/** Blanks, three ticks and blanks at the end of the text. Holds back what may be, or become, one. */
class ClosingFence {
  #before = '';
  #ticks = 0;
  #after = '';

  push(piece: string): string {
    let end = piece.length;
    while (end > 0 && mayClose(piece.charAt(end - 1))) end--;
    let text = end === 0 ? '' : this.#release() + piece.slice(0, end);
    for (let at = end; at < piece.length; ) {
      const next = piece.indexOf(tick, at);
      const blanksEnd = next === -1 ? piece.length : next;
      this.#hold(piece.slice(at, blanksEnd));
      if (next !== -1) text += this.#takeTick();
      at = blanksEnd + 1;
    }
    return text;
  }

  /** What is left, without the fence. */
  end(): string {
    return this.#ticks === 3 ? '' : this.#release();
  }

  #hold(blanks: string): void {
    if (this.#ticks === 0) this.#before += blanks;
    else this.#after += blanks;
  }

  /** What one more tick shows to be no part of the fence. */
  #takeTick(): string {
    if (this.#after !== '') {
      const text = this.#before + tick.repeat(this.#ticks);
      this.#before = this.#after;
      this.#after = '';
      this.#ticks = 1;
      return text;
    }
    if (this.#ticks < 3) {
      this.#ticks++;
      return '';
    }
    const text = this.#before + tick;
    this.#before = '';
    return text;
  }

  #release(): string {
    const text = this.#before + tick.repeat(this.#ticks) + this.#after;
    this.#before = '';
    this.#ticks = 0;
    this.#after = '';
    return text;
  }
}

function mayClose(character: string): boolean {
  return character === tick || blank.test(character);
}
