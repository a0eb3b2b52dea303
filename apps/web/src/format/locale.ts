/** The reader's locale, as the browser names it. */
export function readerLocale(): string {
  return typeof navigator === 'undefined' ? 'en-US' : navigator.language || 'en-US';
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number in the reader's locale. Formats are kept, since making one is slow. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = JSON.stringify(options);
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(readerLocale(), options);
    formats.set(key, format);
  }
  return format.format(value);
}

/** What separates the whole from its parts in the reader's locale: a point or a comma. */
export function decimalSign(): string {
  const parts = new Intl.NumberFormat(readerLocale()).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.';
}
