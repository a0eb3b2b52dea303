import { type Money, parseMoney } from '../ledger/money.ts';
import { rollupColumns } from '../ledger/rollup-sql.ts';
import { addHistograms, type Histogram, noHistogram, readHistograms } from './histogram.ts';

const { counts: countColumns, money: moneyColumns } = rollupColumns;

type CountColumn = (typeof countColumns)[number];
type MoneyColumn = (typeof moneyColumns)[number];

/**
 * One group of one point, as PostgreSQL returns it. The sums are in the order of their columns, separated by spaces;
 * the histograms are concatenated. A report has thousands of rows, and each column takes time.
 */
export type SumsRow = { counts: string; money: string; latencies: string; first_tokens: string };

const countPlaces = placesOf(countColumns);
const moneyPlaces = placesOf(moneyColumns);

/** The sums of calls. Money is exact; counts are exact within the range of a number. */
export class UsageSums {
  latencies: Histogram = noHistogram;
  firstTokens: Histogram = noHistogram;
  readonly #counts: number[] = countColumns.map(() => 0);
  readonly #money: Money[] = moneyColumns.map(() => 0n);

  static read(row: SumsRow): UsageSums {
    const sums = new UsageSums();
    readCounts(row.counts, sums.#counts);
    const money = row.money.split(' ');
    for (let index = 0; index < money.length; index++) sums.#money[index] = parseMoney(money[index] ?? '');
    sums.latencies = readHistograms(row.latencies);
    sums.firstTokens = readHistograms(row.first_tokens);
    return sums;
  }

  add(other: UsageSums): void {
    for (let index = 0; index < this.#counts.length; index++) {
      this.#counts[index] = (this.#counts[index] ?? 0) + (other.#counts[index] ?? 0);
    }
    for (let index = 0; index < this.#money.length; index++) {
      this.#money[index] = (this.#money[index] ?? 0n) + (other.#money[index] ?? 0n);
    }
    this.latencies = addHistograms(this.latencies, other.latencies);
    this.firstTokens = addHistograms(this.firstTokens, other.firstTokens);
  }

  count(column: CountColumn): number {
    return this.#counts[countPlaces[column]] ?? 0;
  }

  usd(column: MoneyColumn): Money {
    return this.#money[moneyPlaces[column]] ?? 0n;
  }
}

function placesOf<Column extends string>(columns: readonly Column[]): Readonly<Record<Column, number>> {
  return Object.fromEntries(columns.map((column, index) => [column, index])) as Record<Column, number>;
}

/** Parses `12 0 345` without a text for each number. */
function readCounts(text: string, counts: number[]): void {
  let place = 0;
  let number = 0;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === blank) {
      counts[place++] = number;
      number = 0;
    } else number = number * 10 + code - digitZero;
  }
  counts[place] = number;
}

const blank = 32;
const digitZero = 48;
