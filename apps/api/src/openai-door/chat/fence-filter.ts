/** An opening fence, whole. */
const opening = /^\s*```(?:json)?[ \t]*\r?\n/i;
/** What may still become one. */
const openingBegun = /^\s*(?:`{0,3}|```[json]{1,4}[ \t]*\r?)$/i;
/** The end of a text that may be, or become, a closing fence. */
const closingBegun = /\s*`{0,3}\s*$/;

/**
 * Takes the Markdown fence off a stream of JSON, which some models cannot leave off and no client can parse. Text
 * passes as it comes, but for the few characters that may belong to a fence.
 */
export class FenceFilter {
  private state: 'opening' | 'fenced' | 'plain' = 'opening';
  private held = '';

  /** What of the text so far can be sent now. */
  push(piece: string): string {
    if (this.state === 'plain') return piece;
    this.held += piece;
    if (this.state === 'opening') {
      const match = opening.exec(this.held);
      if (match === null) return openingBegun.test(this.held) ? '' : this.release('plain');
      this.held = this.held.slice(match[0].length);
      this.state = 'fenced';
    }
    const end = closingBegun.exec(this.held)?.index ?? this.held.length;
    const text = this.held.slice(0, end);
    this.held = this.held.slice(end);
    return text;
  }

  /** What is left when the text is whole: all that was held, without a closing fence. */
  end(): string {
    const isFenced = this.state === 'fenced';
    const text = this.release('plain');
    return isFenced ? text.replace(/\s*```\s*$/, '') : text;
  }

  private release(state: 'plain'): string {
    const text = this.held;
    this.held = '';
    this.state = state;
    return text;
  }
}
