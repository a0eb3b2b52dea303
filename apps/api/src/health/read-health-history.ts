import type { Provider } from '@penstock/router';
import type { ProbeLog, ProbeRun } from './probe-log.ts';

export type HistoryInterval = 'HOUR' | 'DAY';

/** Calls to a provider within one hour or day. */
export type ProviderCalls = {
  providerId: string;
  at: Date;
  calls: number;
  failures: number;
  /** Average of successful calls, milliseconds; null without any. */
  averageLatencyMs: number | null;
};

export type HealthHistoryQuery = {
  from: Date;
  /** Exclusive. */
  to: Date;
  /** Calls of this workspace only; null for all. */
  workspaceId: string | null;
};

/** The calls and probes of a provider in one hour or day. */
export type HealthPoint = Omit<ProviderCalls, 'providerId'> & { probes: readonly ProbeRun[] };

export type ProviderHistory = { provider: Provider; points: readonly HealthPoint[] };

export type HealthHistory = { from: Date; to: Date; interval: HistoryInterval; providers: readonly ProviderHistory[] };

export type HealthHistoryTools = {
  providers: readonly Provider[];
  probes: Pick<ProbeLog, 'list'>;
  /** Reads the calls of a span from the rollups, which survive a restart. */
  readCalls(query: HealthHistoryQuery & { interval: HistoryInterval }): Promise<readonly ProviderCalls[]>;
};

const hourMs = 3_600_000;
const stepMs: Readonly<Record<HistoryInterval, number>> = { HOUR: hourMs, DAY: 24 * hourMs };

/** Spans up to this length have hourly points; longer ones have daily points in UTC. */
const mostHourlyMs = 3 * 24 * hourMs;

/**
 * The health of all providers over time, oldest first. Hours or days without data are left out. Calls come from the
 * database; probes are those of this process since its start.
 */
export async function readHealthHistory(query: HealthHistoryQuery, tools: HealthHistoryTools): Promise<HealthHistory> {
  const { from, to } = query;
  const interval = to.getTime() - from.getTime() <= mostHourlyMs ? 'HOUR' : 'DAY';
  const calls = Map.groupBy(await tools.readCalls({ ...query, interval }), ({ providerId }) => providerId);
  const providers = tools.providers.map((provider) => ({
    provider,
    points: mergePoints(
      calls.get(provider.id) ?? [],
      tools.probes.list(provider.id, from.getTime(), to.getTime()),
      stepMs[interval],
    ),
  }));
  return { from, to, interval, providers };
}

function mergePoints(calls: readonly ProviderCalls[], runs: readonly ProbeRun[], step: number): HealthPoint[] {
  const points = new Map<number, HealthPoint & { probes: ProbeRun[] }>();
  const pointAt = (ms: number): HealthPoint & { probes: ProbeRun[] } => {
    const startMs = Math.floor(ms / step) * step;
    const point = points.get(startMs) ?? {
      at: new Date(startMs),
      calls: 0,
      failures: 0,
      averageLatencyMs: null,
      probes: [],
    };
    points.set(startMs, point);
    return point;
  };
  for (const { providerId: _, at, ...figures } of calls) Object.assign(pointAt(at.getTime()), figures);
  for (const run of runs) pointAt(run.fromMs).probes.push(run);
  return [...points.values()].sort((left, right) => left.at.getTime() - right.at.getTime());
}
