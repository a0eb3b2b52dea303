/** Money in units of 10^-12 US dollars, the precision of the database, so that sums are exact. */
export type Money = bigint;

const places = 12;

/** Whole units in a US dollar. */
export const moneyPerUsd = 1e12;

const digitZero = 48;

/** The decimal digits that floating point preserves, and that PostgreSQL reads from it. */
const significantDigits = 15;

/**
 * Converts from floating point, rounded to twelve places and 15 digits. Throws a `RangeError` for a value that is not
 * an amount.
 */
export function toMoney(usd: number): Money {
  if (!Number.isFinite(usd) || Math.abs(usd) >= 1e12) throw new RangeError(`${usd} is not an amount of money.`);
  const wholeDigits = Math.trunc(Math.abs(usd)).toString().length;
  return parseMoney(usd.toFixed(Math.min(places, significantDigits - wholeDigits)));
}

/** The least amount that covers `usd`, so that a reservation covers a price computed as `usd`. */
export function coverMoney(usd: number): Money {
  return usd === 0 ? 0n : toMoney(usd) + 1n;
}

/** Parses digits as PostgreSQL writes them: `12.5`, `-0.000000000001`. */
export function parseMoney(text: string): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`'${text}' is not an amount of money.`);
  const [, sign, whole = '0', fraction = ''] = match;
  const units = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  return sign === '-' ? -units : units;
}

/** Writes digits for PostgreSQL and for people: `0.0125`. */
export function writeMoney(money: Money): string {
  const digits = (money < 0n ? -money : money).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === digitZero) end -= 1;
  const fraction = end === point ? '' : `.${digits.slice(point, end)}`;
  return `${money < 0n ? '-' : ''}${digits.slice(0, point)}${fraction}`;
}
