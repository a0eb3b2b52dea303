import { formatNumber } from './locale.ts';

/**
 * US dollars in the user's locale. Amounts below a cent keep three significant digits. Null (unpriced) is a dash.
 * `isRound`: whole dollars without cents.
 */
export function formatUsd(amount: string | number | null | undefined, { isRound = false } = {}): string {
  if (amount === null || amount === undefined) return '–';
  const value = Number(amount);
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || (isRound && Number.isInteger(value))) return dollars(value, 0, 0);
  return dollars(value, 2, Math.abs(value) >= 0.995 ? 2 : fractionOf(value, 3));
}

/** An estimated cost in a sentence: `≈ $0.0012`, `free`, `unpriced`. */
export function formatEstimate(amount: string | null): string {
  if (amount === null) return 'unpriced';
  return Number(amount) === 0 ? 'free' : `≈ ${formatUsd(amount)}`;
}

/** A price per million tokens: `$0.15`, `$2.50`, `Free`. Null (unpriced) is a dash. */
export function formatPrice(perMTok: string | number | null | undefined): string {
  if (perMTok === null || perMTok === undefined) return '–';
  const value = Number(perMTok);
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return 'Free';
  return value >= 1_000 ? dollars(value, 0, 0) : dollars(value, 2, 4);
}

/** The number of decimals that shows so many significant digits of an amount below a dollar. */
function fractionOf(value: number, digits: number): number {
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return Math.min(Math.max(digits - 1 - magnitude, 2), 12);
}

function dollars(value: number, minimumFractionDigits: number, maximumFractionDigits: number): string {
  const style = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  return formatNumber(value, { ...style, minimumFractionDigits, maximumFractionDigits });
}
