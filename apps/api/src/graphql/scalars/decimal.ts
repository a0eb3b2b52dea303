import { GraphQLError, Kind } from 'graphql';
import { Prisma } from '../../database/generated/client/client.ts';
import { builder } from '../builder.ts';

const written = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A decimal number in plain notation, exactly: `1.20` becomes `1.2`, `2.5e-7` becomes `0.00000025`. Null for any value
 * that is not a finite decimal number.
 */
export function parseDecimal(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? parseDecimal(String(value)) : null;
  if (typeof value !== 'string') return null;
  const match = written.exec(value.trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  return placePoint(sign === '-', whole + fraction, whole.length + Number(exponent));
}

function placePoint(isNegative: boolean, digits: string, point: number): string {
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const whole = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const fraction = padded.slice(at).replace(/(?<!0)0+$/, '');
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return isNegative && text !== '0' ? `-${text}` : text;
}

const moneyPlaces = 12;
const noMoney = new Prisma.Decimal(0);

/** An amount of money from floating point, with the precision of the database: 12 places. */
export function moneyText(usd: number): string {
  return parseDecimal(usd.toFixed(moneyPlaces)) ?? '0';
}

/** The same as the database returns it. Most buckets of a cost are 0, and share one value. */
export function toDecimal(usd: number): Prisma.Decimal {
  return usd === 0 || !Number.isFinite(usd) ? noMoney : new Prisma.Decimal(usd.toFixed(moneyPlaces));
}

const wanted = 'Decimal must be a number, or a string as "0.25"';

builder.scalarType('Decimal', {
  description:
    'An exact decimal number. A string in results, for example `"0.000125"`, so that it is not rounded; as input a string or a number.',
  coerceOutputValue: (value: unknown) => {
    const text = parseDecimal(value);
    if (text === null) throw new GraphQLError(`Decimal cannot represent ${JSON.stringify(value)}.`);
    return text;
  },
  coerceInputValue: (value) => {
    const text = parseDecimal(value);
    if (text === null) throw new GraphQLError(`${wanted}; got ${JSON.stringify(value)}.`);
    return text;
  },
  coerceInputLiteral: (node) => {
    const isNumber = node.kind === Kind.INT || node.kind === Kind.FLOAT || node.kind === Kind.STRING;
    const text = isNumber ? parseDecimal(node.value) : null;
    if (text === null) throw new GraphQLError(`${wanted}.`, { nodes: node });
    return text;
  },
});
