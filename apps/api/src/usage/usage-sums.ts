import { type Money, parseMoney } from '../ledger/money.ts';
import { rollupColumns } from '../ledger/rollup-sql.ts';
import { addHistogram, addHistogramText, emptyHistogram, type Histogram } from './histogram.ts';

const { counts: countColumns, money: moneyColumns } = rollupColumns;

type CountColumn = (typeof countColumns)[number];
type MoneyColumn = (typeof moneyColumns)[number];

/**
 * One group within one point, as PostgreSQL gives it: sums in the order of their columns, a space between them, and
 * histograms one behind the other. A report has thousands of rows, and each column of a row has its price.
 */
export type SumsRow = { counts: string; money: string; latencies: string; first_tokens: string };

/** What calls add up to. Money is exact, and so are counts as far as a number is. */
export class UsageSums {
  readonly latencies: Histogram = emptyHistogram();
  readonly firstTokens: Histogram = emptyHistogram();
  private readonly counts: number[] = countColumns.map(() => 0);
  private readonly money: Money[] = moneyColumns.map(() => 0n);

  static read(row: SumsRow): UsageSums {
    const sums = new UsageSums();
    const counts = row.counts.split(' ');
    for (let index = 0; index < counts.length; index++) sums.counts[index] = Number(counts[index]);
    const money = row.money.split(' ');
    for (let index = 0; index < money.length; index++) sums.money[index] = parseMoney(money[index] ?? '');
    addHistogramText(sums.latencies, row.latencies);
    addHistogramText(sums.firstTokens, row.first_tokens);
    return sums;
  }

  add(other: UsageSums): void {
    for (let index = 0; index < this.counts.length; index++) {
      this.counts[index] = (this.counts[index] ?? 0) + (other.counts[index] ?? 0);
    }
    for (let index = 0; index < this.money.length; index++) {
      this.money[index] = (this.money[index] ?? 0n) + (other.money[index] ?? 0n);
    }
    addHistogram(this.latencies, other.latencies);
    addHistogram(this.firstTokens, other.firstTokens);
  }

  count(column: CountColumn): number {
    return this.counts[countColumns.indexOf(column)] ?? 0;
  }

  usd(column: MoneyColumn): Money {
    return this.money[moneyColumns.indexOf(column)] ?? 0n;
  }
}
