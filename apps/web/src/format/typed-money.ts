import { decimalSign } from './locale.ts';

/**
 * A typed amount as the API takes it: `12,5` is `12.5`. Null where it is no amount, and where the sign may separate
 * thousands: `1.000` for a reader who writes `12,5`.
 */
export function readTypedMoney(text: string): string | null {
  const [, whole, sign, fraction] = /^(\d{1,12})(?:([.,])(\d{1,9}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  if (sign === undefined || fraction === undefined) return whole;
  const mayBeThousands = sign !== decimalSign() && fraction.length === 3 && !whole.startsWith('0');
  return mayBeThousands ? null : `${whole}.${fraction}`;
}

/** An amount of the API as the reader types it. */
export function toTypedMoney(amount: string): string {
  return amount.replace('.', decimalSign());
}

/** What is wrong with a typed amount; null where it can be read. */
export function findMoneyProblem(text: string): string | null {
  if (readTypedMoney(text) !== null) return null;
  return `An amount in US dollars, as 1000 or ${toTypedMoney('12.5')}.`;
}
