/** The user's locale, as the browser reports it. */
export function readerLocale(): string {
  return typeof navigator === 'undefined' ? 'en-US' : navigator.language || 'en-US';
}

const formats = new Map<string, Intl.NumberFormat>();

/** A number in the user's locale. Formats are cached, since creating one is slow. */
export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = JSON.stringify(options);
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(readerLocale(), options);
    formats.set(key, format);
  }
  return format.format(value);
}

/** The decimal separator in the user's locale: a point or a comma. */
export function decimalSign(): string {
  const parts = new Intl.NumberFormat(readerLocale()).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.';
}
