import { dimensionColumns } from './build-usage-sql.ts';
import type { Histograms, UsageRow } from './from-usage-row.ts';
import { addHistogram, addHistogramText, emptyHistogram } from './histogram.ts';
import type { UsageQuery } from './usage-report.ts';

type Place = Pick<UsageRow, 'at' | 'model_id' | 'provider_id' | 'workspace_id' | 'api_key_id' | 'task_type'>;

/** Histograms of one group within one point, as PostgreSQL writes them. */
export type HistogramRow = Place & { latencies: string; first_tokens: string };

/** Histograms by the part of a report that they belong to: to all, to their group, and to their point of the series. */
export class AddedHistograms {
  private readonly dimensions: readonly (keyof Place)[];
  private readonly hasSeries: boolean;
  private readonly byPart = new Map<string, Histograms>();

  /** Each text is read once, for the finest part; the others are added from that. */
  constructor(query: UsageQuery, rows: readonly HistogramRow[]) {
    this.dimensions = (query.groupBy ?? []).map((dimension) => dimensionColumns[dimension]);
    this.hasSeries = query.interval != null;
    this.addUp(rows);
  }

  private addUp(rows: readonly HistogramRow[]): void {
    const finest = new Map<string, { place: Place; sum: Histograms }>();
    for (const row of rows) {
      const key = this.keyOf('series', row);
      const entry = finest.get(key) ?? { place: row, sum: emptyHistograms() };
      finest.set(key, entry);
      addHistogramText(entry.sum.latencies, row.latencies);
      addHistogramText(entry.sum.firstTokens, row.first_tokens);
    }
    for (const [key, { place, sum }] of finest) {
      if (this.hasSeries) this.byPart.set(key, sum);
      this.addTo('totals', sum);
      if (this.dimensions.length > 0) this.addTo(this.keyOf('group', place), sum);
    }
  }

  find(row: UsageRow): Histograms {
    const key = row.part === 'totals' ? 'totals' : this.keyOf(row.part, row);
    return this.byPart.get(key) ?? emptyHistograms();
  }

  private keyOf(part: 'group' | 'series', row: Place): string {
    const time = part === 'series' ? row.at?.getTime() : '';
    return `${part} ${time} ${this.dimensions.map((name) => JSON.stringify(row[name])).join(' ')}`;
  }

  private addTo(key: string, { latencies, firstTokens }: Histograms): void {
    const sum = this.byPart.get(key) ?? emptyHistograms();
    this.byPart.set(key, sum);
    addHistogram(sum.latencies, latencies);
    addHistogram(sum.firstTokens, firstTokens);
  }
}

function emptyHistograms(): Histograms {
  return { latencies: emptyHistogram(), firstTokens: emptyHistogram() };
}
