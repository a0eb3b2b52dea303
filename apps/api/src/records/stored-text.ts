/**
 * PostgreSQL has no U+0000, and UTF-8 no half of a surrogate pair. Each is stored as this sign, which no text has for
 * anything else, and four hexadecimal digits; so is the sign itself.
 */
const sign = '\uffff';

const unstorable = /[\0\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const stored = /\uffff([\da-f]{4})/g;

/** A text for a column of an answer, from which `readStoredText` makes the same again. */
export function toStoredText(text: string): string {
  if (text.isWellFormed() && !text.includes('\0') && !text.includes(sign)) return text;
  return text.replace(unstorable, (unit) => sign + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** The text of such a column. */
export function readStoredText(column: string): string {
  if (!column.includes(sign)) return column;
  return column.replace(stored, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
