/** US dollars as text. Amounts below a cent keep three significant digits. Null (unpriced) is a dash. */
export function formatUsd(amount: string | number | null | undefined): string {
  if (amount === null || amount === undefined) return '–';
  const value = Number(amount);
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '$0';
  if (Math.abs(value) >= 0.995) {
    return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  }
  return `$${trimZeros(toDigits(value, 3), 2)}`;
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
  if (value >= 1_000) return `$${value.toLocaleString('en-US', { maximumFractionDigits: 0 })}`;
  return `$${trimZeros(value.toFixed(4), 2)}`;
}

/** Plain decimals, never an exponent. */
function toDigits(value: number, digits: number): string {
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(Math.max(digits - 1 - magnitude, 2), 12));
}

function trimZeros(text: string, keep: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  let end = fraction.length;
  while (end > keep && fraction[end - 1] === '0') end -= 1;
  return `${whole}.${fraction.slice(0, end)}`;
}
