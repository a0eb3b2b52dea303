import { type JsonObject, parseAnswer } from '../json/read-json-value.ts';

/** The text of an event: a member of one of its objects. */
export type TextSlot = { holder: JsonObject; member: string };

/**
 * Returns the text of an event. Null for an event without a text. The reader of the event keeps no reference to
 * `holder`.
 */
export type FindTextSlot = (event: JsonObject) => TextSlot | null;

/** An event whose text is between `prefix` and `suffix`, which include the quotes. */
type Template = {
  prefix: string;
  suffix: string;
  event: JsonObject;
  holder: Record<string, unknown>;
  member: string;
};

/**
 * Maximum consecutive events that differ in more than their text. After them no more templates are made for this
 * answer.
 */
const mostMisses = 3;

/** Below this length V8 copies a slice. A longer slice would keep the whole text in memory. */
const slicedLength = 13;

/** Replaces the text while a template is checked. */
const sentinel = 'sentinel\u{10ffff}';

/**
 * Parses the events of one answer. Most differ from the previous event only in their text. Then only the text is
 * parsed, and the object of the previous event returns with the new text.
 */
export class EventParser {
  readonly #findSlot: FindTextSlot | undefined;
  #template: Template | null = null;
  #misses = 0;

  constructor(findSlot: FindTextSlot | undefined) {
    this.#findSlot = findSlot;
  }

  /**
   * The event. Null for a text that is not a JSON object. It is valid until the next call. Throws as `parseAnswer`
   * does.
   */
  parse(text: string): JsonObject | null {
    const template = this.#template;
    if (template !== null) {
      const value = textBetween(text, template);
      if (value !== null) {
        template.holder[template.member] = value;
        this.#misses = 0;
        return template.event;
      }
    }
    const event = parseAnswer(text);
    if (event !== null && this.#findSlot !== undefined && this.#misses < mostMisses) {
      this.#misses += 1;
      this.#template = templateOf(text, event, this.#findSlot) ?? this.#template;
    }
    return event;
  }
}

/** The string between prefix and suffix. Null if they do not match. */
function textBetween(text: string, { prefix, suffix }: Template): string | null {
  const start = prefix.length;
  const end = text.length - suffix.length;
  // Slices are compared at once. Optimized `startsWith` compares character by character, which takes ten times as long.
  if (end < start || text.slice(0, start) !== prefix || text.slice(end) !== suffix) return null;
  if (end - start < slicedLength) {
    const value = text.slice(start, end);
    if (isVerbatim(value)) return value;
  }
  try {
    const value: unknown = JSON.parse(text.slice(start - 1, end + 1));
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Whether a string has the same form in JSON. */
function isVerbatim(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 0x22 || code === 0x5c || code < 0x20) return false;
  }
  return true;
}

/** Null if the place of the text cannot be found with certainty. */
function templateOf(text: string, event: JsonObject, findSlot: FindTextSlot): Template | null {
  const slot = findSlot(event);
  if (slot === null) return null;
  const { holder, member } = slot;
  // An event with an empty text begins the answer, in a different form.
  if (holder[member] === '') return null;
  const written = `"${member}":${JSON.stringify(holder[member])}`;
  const at = text.indexOf(written);
  if (at === -1 || text.indexOf(written, at + 1) !== -1) return null;
  const prefix = text.slice(0, at + member.length + 4);
  const suffix = text.slice(at + written.length - 1);
  const checked = parseAnswer(`${prefix}${sentinel}${suffix}`);
  const found = checked === null ? null : findSlot(checked);
  if (found === null || found.member !== member || found.holder[member] !== sentinel) return null;
  return { prefix, suffix, event, holder: holder as Record<string, unknown>, member };
}
