import { GrowingText } from '@penstock/providers';
import { backslash, closeBrace, closeBracket, openBrace, openBracket, quote } from '../../json/json-codes.ts';

/**
 * The text of a JSON object that arrives in pieces. Each character is read once. The text is parsed only after the
 * brackets have closed.
 */
export class GrowingObject {
  readonly #text = new GrowingText();
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Whether the last significant character closed the outermost bracket. */
  #isClosed = false;
  #isWhole: boolean | null = false;

  add(piece: string): void {
    this.#text.add(piece);
    this.#isWhole = null;
    for (let at = 0; at < piece.length; at++) this.#read(piece.charCodeAt(at));
  }

  /** Whether the text so far is complete JSON. */
  get isWhole(): boolean {
    this.#isWhole ??= this.#isClosed && isJson(this.#text.value);
    return this.#isWhole;
  }

  #read(code: number): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === backslash) this.#isEscaped = true;
      else if (code === quote) this.#isInString = false;
    } else if (code === quote) this.#isInString = true;
    else if (code === openBrace || code === openBracket) this.#depth++;
    else if (code === closeBrace || code === closeBracket) {
      this.#depth--;
      this.#isClosed = this.#depth === 0;
    }
    if (this.#depth !== 0) this.#isClosed = false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
