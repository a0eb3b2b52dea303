import { readdirSync, readFileSync } from 'node:fs';
import { connectTo } from '../../apps/api/src/testing/postgres-server.ts';

/** The work of a PostgreSQL server between two moments. */
export type PostgresWork = {
  /** CPU of all its processes, microseconds. */
  cpuMicros: number;
  /** Bytes written to its log. */
  walBytes: number;
  /** The share of samples in which a connection waited for a lock, 0–1. */
  lockShare: number;
  /** Connections that waited for a lock at once: the average and the maximum. */
  lockMean: number;
  lockMost: number;
  /** The mean age of the open transactions, milliseconds. */
  transactionMs: number;
};

export type PostgresWatch = { take(): Promise<PostgresWork>; close(): Promise<void> };

const lookMs = 10;
/** Clock ticks of `/proc` per second, on every current Linux. */
const ticksPerSecond = 100;

const lookSql = `SELECT count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS waiting,
  avg(extract(epoch FROM clock_timestamp() - xact_start)) FILTER (WHERE xact_start IS NOT NULL)::float8 * 1000 AS age
FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`;

const walSql = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes";

/** Samples a server on this machine every 10 ms, over its own connection. */
export async function watchPostgres(url: string): Promise<PostgresWatch> {
  const client = await connectTo(url);
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const server = statOf(rows[0]?.pid ?? 0)?.parent ?? 0;
  let looks: { waiting: number; age: number | null }[] = [];
  let looking: Promise<unknown> | null = null;
  const look = async (): Promise<void> => {
    const { rows: found } = await client.query<{ waiting: number; age: number | null }>({
      name: 'look',
      text: lookSql,
    });
    looks.push(...found);
    looking = null;
  };
  const timer = setInterval(() => {
    looking ??= look();
  }, lookMs);
  const walOf = async (): Promise<number> => {
    const { rows: found } = await client.query<{ bytes: number }>(walSql);
    return found[0]?.bytes ?? 0;
  };
  let [cpuMicros, walBytes] = [cpuOf(server), await walOf()];
  return {
    async take() {
      await looking;
      const waiting = looks.map((look) => look.waiting);
      const ages = looks.flatMap(({ age }) => age ?? []);
      const [nowMicros, nowBytes] = [cpuOf(server), await walOf()];
      const work = {
        cpuMicros: nowMicros - cpuMicros,
        walBytes: nowBytes - walBytes,
        lockShare: mean(waiting.map((count) => (count > 0 ? 1 : 0))),
        lockMean: mean(waiting),
        lockMost: Math.max(0, ...waiting),
        transactionMs: mean(ages),
      };
      [cpuMicros, walBytes] = [nowMicros, nowBytes];
      looks = [];
      return work;
    },
    async close() {
      clearInterval(timer);
      await looking;
      await client.end();
    },
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

type Stat = { parent: number; ticks: number; endedTicks: number };

/** The CPU of a server and its processes, ended processes included. Microseconds. */
function cpuOf(server: number): number {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const stats = pids.flatMap((pid) => {
    const stat = statOf(pid);
    return stat !== null && (pid === server || stat.parent === server) ? [{ pid, ...stat }] : [];
  });
  const ticks = stats.reduce((sum, stat) => sum + stat.ticks + (stat.pid === server ? stat.endedTicks : 0), 0);
  return (ticks * 1_000_000) / ticksPerSecond;
}

/** Null if the process has ended. */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return null;
  }
}
