import { decimalSign } from './locale.ts';

/**
 * A typed amount in the API's form: `12,5` is `12.5`. Null when it is no amount, and when the sign may separate
 * thousands: `1.000` for a user who writes `12,5`.
 */
export function readTypedMoney(text: string): string | null {
  const [, whole, sign, fraction] = /^(\d{1,12})(?:([.,])(\d{1,9}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  if (sign === undefined || fraction === undefined) return whole;
  const mayBeThousands = sign !== decimalSign() && fraction.length === 3 && !whole.startsWith('0');
  return mayBeThousands ? null : `${whole}.${fraction}`;
}

/** An amount of the API in the form that the user types. */
export function toTypedMoney(amount: string): string {
  return amount.replace('.', decimalSign());
}

/** The problem of a typed amount; null when it can be read. */
export function findMoneyProblem(text: string): string | null {
  if (readTypedMoney(text) !== null) return null;
  return `An amount in US dollars, as 1000 or ${toTypedMoney('12.5')}.`;
}
