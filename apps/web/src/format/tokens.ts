import { formatNumber } from './locale.ts';

/** A count with separators: `1,234`. */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? '–' : formatNumber(Math.round(count));
}

/** A large count, such as a context window, in three digits: `8.2K`, `128K`, `1.05M`. */
export function formatCompact(count: number | null | undefined): string {
  if (count === null || count === undefined) return '–';
  if (count < 1_000) return String(Math.round(count));
  if (count < 999_500) return `${threeDigits(count / 1_000)}K`;
  if (count < 999_500_000) return `${threeDigits(count / 1_000_000)}M`;
  return `${threeDigits(count / 1_000_000_000)}B`;
}

/** Tokens per second: `82 tok/s`. */
export function formatSpeed(tokensPerSecond: number | null | undefined): string {
  if (tokensPerSecond === null || tokensPerSecond === undefined || !Number.isFinite(tokensPerSecond)) return '–';
  return `${tokensPerSecond < 10 ? fixed(tokensPerSecond, 1) : formatNumber(Math.round(tokensPerSecond))} tok/s`;
}

/** A share between 0 and 1 as percent: `99.2%`. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined) return '–';
  // Rounding up to 100 would hide the failures.
  if (share < 1 && share > 0.999) return `>${percent(0.999, 1)}`;
  return percent(share, Number.isInteger(share * 100) ? 0 : 1);
}

function percent(share: number, digits: number): string {
  return formatNumber(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function threeDigits(value: number): string {
  if (value >= 100) return formatNumber(Math.round(value));
  return formatNumber(value, { maximumFractionDigits: value >= 10 ? 1 : 2 });
}

function fixed(value: number, digits: number): string {
  return formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
