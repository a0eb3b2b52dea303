'use client';

import { useMemo } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';

const SparksQuery = graphql(`
  query ModelSparks {
    usage(input: { days: 1, groupBy: [MODEL], interval: HOUR }) {
      to
      groups {
        model
        totals {
          averageFirstTokenMs
        }
      }
      series {
        at
        model
        totals {
          calls
          failures
        }
      }
    }
  }
`);

/** The calls of a model in the last 24 hours, by hour. */
export type Spark = {
  calls: readonly number[];
  total: number;
  failures: number;
  /** Average, milliseconds; null when no call had a token. */
  firstTokenMs: number | null;
};

const hourMs = 3_600_000;
const hours = 24;

/** The calls of all models in the last 24 hours, by id, in one query. Models without calls are absent. */
export function useSparks(): ReadonlyMap<string, Spark> {
  const [{ data }] = useQuery({ query: SparksQuery, requestPolicy: 'cache-and-network' });
  return useMemo(() => (data === undefined ? new Map() : toSparks(data.usage)), [data]);
}

type Series = {
  to: string;
  groups: readonly { model: string | null; totals: { averageFirstTokenMs: number | null } }[];
  series: readonly { at: string; model: string | null; totals: { calls: number; failures: number } }[];
};

export function toSparks({ to, groups, series }: Series): Map<string, Spark> {
  const firstTokens = new Map(groups.map(({ model, totals }) => [model, totals.averageFirstTokenMs]));
  const lastHour = Math.floor((Date.parse(to) - 1) / hourMs);
  const sparks = new Map<string, Spark & { calls: number[] }>();
  for (const { at, model, totals } of series) {
    const index = hours - 1 - (lastHour - Math.floor(Date.parse(at) / hourMs));
    if (model === null || index < 0 || index >= hours) continue;
    const spark = sparks.get(model) ?? noCalls(firstTokens.get(model) ?? null);
    sparks.set(model, spark);
    spark.calls[index] = (spark.calls[index] ?? 0) + totals.calls;
    spark.total += totals.calls;
    spark.failures += totals.failures;
  }
  return sparks;
}

function noCalls(firstTokenMs: number | null): Spark & { calls: number[] } {
  return { calls: Array.from({ length: hours }, () => 0), total: 0, failures: 0, firstTokenMs };
}
