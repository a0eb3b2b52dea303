import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  escapeControl,
  isBlank,
  isControl,
  openBrace,
  openBracket,
  quote,
} from '../json/json-codes.ts';
import { unfence } from './unfence.ts';

/** The most characters that are held back before the JSON. A longer text passes unchanged. */
const mostHeld = 4_000;

const literals = ['true', 'false', 'null'] as const;

/**
 * Removes additions of some models from a stream of JSON, which no client can parse. They are a Markdown fence, prose
 * around the JSON, and a comma after a last member. A line break in a string is escaped. The JSON passes without delay,
 * except a comma whose next character has not come yet. Each character is looked at a bounded number of times.
 */
export class JsonTextFilter {
  #state: 'before' | 'inside' | 'after' | 'plain' = 'before';
  #held = '';
  /** The position in the held text where the next search for a beginning starts. */
  #from = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** A comma and the blanks after it. The next character decides whether the comma passes. */
  #comma = '';

  /** The part of the text so far that can be sent now. */
  push(piece: string): string {
    switch (this.#state) {
      case 'before':
        return this.#seek(piece);
      case 'inside':
        return this.#pass(piece);
      case 'after':
        return '';
      case 'plain':
        return piece;
    }
  }

  /** The rest, when the text is complete. */
  end(): string {
    const left = this.#state === 'before' ? unfence(this.#held) : this.#comma;
    this.#state = 'after';
    this.#held = '';
    this.#comma = '';
    return left;
  }

  #seek(piece: string): string {
    this.#held += piece;
    const start = this.#findStart();
    if (start === null && this.#held.length <= mostHeld) return '';
    const text = this.#held;
    this.#held = '';
    if (start === null) {
      this.#state = 'plain';
      return text;
    }
    this.#state = 'inside';
    return this.#pass(text.slice(start));
  }

  /** The position where the JSON begins; null if it is not decided yet. */
  #findStart(): number | null {
    const text = this.#held;
    for (; this.#from < text.length; this.#from++) {
      const code = text.charCodeAt(this.#from);
      if (this.#isInString) this.#readString(code);
      else if (this.#depth > 0) this.#readProse(code);
      else if (code === openBrace || code === openBracket) {
        const begins = beginsValue(text, this.#from);
        if (begins === null) return null;
        if (begins) return this.#from;
        this.#depth = 1;
      }
    }
    return null;
  }

  #pass(piece: string): string {
    let text = '';
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#isInString) {
        if (isControl(code)) {
          text += piece.slice(from, at) + escapeControl(code);
          from = at + 1;
        }
        this.#readString(code);
        continue;
      }
      if (this.#comma !== '') {
        if (isBlank(code)) {
          this.#comma += piece[at];
          from = at + 1;
          continue;
        }
        text += this.#releaseComma(code);
      }
      if (code === comma) {
        text += piece.slice(from, at);
        this.#comma = ',';
        from = at + 1;
      } else if (code === quote) this.#isInString = true;
      else if (code === openBrace || code === openBracket) this.#depth++;
      else if ((code === closeBrace || code === closeBracket) && --this.#depth === 0) {
        this.#state = 'after';
        return text + piece.slice(from, at + 1);
      }
    }
    return text + piece.slice(from);
  }

  /** Skips brackets of prose to their end. A value within them belongs to an object that is not JSON. */
  #readProse(code: number): void {
    if (code === quote) this.#isInString = true;
    else if (code === openBrace || code === openBracket) this.#depth++;
    else if (code === closeBrace || code === closeBracket) this.#depth--;
  }

  #readString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === backslash) this.#isEscaped = true;
    else if (code === quote) this.#isInString = false;
  }

  /** The comma, unless `next` closes the object or the list. */
  #releaseComma(next: number): string {
    const held = this.#comma;
    this.#comma = '';
    return next === closeBrace || next === closeBracket ? held.slice(1) : held;
  }
}

/** The text after the filter, as a stream would deliver it. */
export function filterJsonText(text: string): string {
  const filter = new JsonTextFilter();
  return filter.push(text) + filter.end();
}

/** Whether the bracket begins an object or a list, and is not prose; null if more text is needed. */
function beginsValue(text: string, start: number): boolean | null {
  let at = start + 1;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  if (at === text.length) return null;
  const next = text.charAt(at);
  if (text.charCodeAt(start) === openBrace) return /["},]/.test(next);
  if (/["{[\],\d-]/.test(next)) return true;
  const rest = text.slice(at, at + 5);
  if (literals.some((literal) => rest.startsWith(literal))) return true;
  return literals.some((literal) => literal.startsWith(rest)) ? null : false;
}
