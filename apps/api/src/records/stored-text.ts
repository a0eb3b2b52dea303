/**
 * Marks an encoded character. PostgreSQL has no U+0000, and UTF-8 no half of a surrogate pair. Each is stored as this
 * sign and four hexadecimal digits, and so is the sign itself. Texts do not use the sign otherwise.
 */
const sign = '\uffff';

const unstorable = /[\0\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const stored = /\uffff([\da-f]{4})/g;

/** The text for a column of an answer. `readStoredText` restores it. */
export function toStoredText(text: string): string {
  if (text.isWellFormed() && !text.includes('\0') && !text.includes(sign)) return text;
  return text.replace(unstorable, (unit) => sign + unit.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Restores the text of such a column. */
export function readStoredText(column: string): string {
  if (!column.includes(sign)) return column;
  return column.replace(stored, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
