import { type Clock, systemClock } from '@penstock/router';
import type { Logger } from 'pino';
import { AuditLog } from '../audit/audit-log.ts';
import type { Database } from '../database/database.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Settings } from '../env.ts';
import { HeldMemory } from '../generation/held-memory.ts';
import { ChangeNotices } from '../redis/change-notices.ts';
import { openRedis } from '../redis/open-redis.ts';
import type { Redis } from '../redis/redis.ts';
import { Metrics } from '../telemetry/metrics.ts';
import type { GenerationTelemetry } from '../telemetry/open-telemetry.ts';
import { watchEventLoop } from '../telemetry/watch-event-loop.ts';

/** The base of every other part of the service. */
export type Foundation = {
  settings: Settings;
  log: Logger;
  clock: Clock;
  /** All open parts, to close in reverse order. */
  opened: AsyncDisposableStack;
  metrics: Metrics;
  /** Null if no collector is configured. */
  openTelemetry: GenerationTelemetry | null;
  /** The Redis that replicas share; null for one process. */
  redis: Redis | null;
  database: Database;
  /** The accounting of the memory that generations and their readers hold. */
  memory: HeldMemory;
  audit: AuditLog;
};

/** Opens Redis, the database and the monitors of the process. */
export async function openFoundation(
  settings: Settings,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<Foundation> {
  const clock = systemClock;
  const metrics = new Metrics();
  opened.defer(watchEventLoop((delayMs) => metrics.eventLoopDelayed(delayMs)));
  const openTelemetry = await startOpenTelemetry(settings, log);
  if (openTelemetry !== null) opened.defer(() => openTelemetry.close());

  const redis = settings.redisUrl === null ? null : await openRedis(settings.redisUrl, log);
  if (redis !== null) opened.defer(() => redis.close());

  const database = await openDatabase({ ...settings, log });
  opened.defer(() => database.close());

  const audit = new AuditLog({ pool: database.pool, log, nowMs: clock.nowMs });
  opened.defer(() => audit.close());
  const memory = new HeldMemory(settings.limits.heldBytes);
  return { settings, log, clock, opened, metrics, openTelemetry, redis, database, memory, audit };
}

/** Reads changes of other replicas in the database as soon as a notice arrives. Null without Redis. */
export function followNotices(
  { redis, log, opened }: Pick<Foundation, 'redis' | 'log' | 'opened'>,
  channel: string,
  follow: () => Promise<void>,
): ChangeNotices | null {
  if (redis === null) return null;
  const onError = (error: unknown): void =>
    log.warn({ err: error, channel }, 'Cannot read a change of another replica.');
  const notices = new ChangeNotices({ redis, channel, follow, onError });
  opened.defer(() => notices.close());
  return notices;
}

/** Loads the SDK only if a collector is configured. It uses memory, and time at the start. */
async function startOpenTelemetry(settings: Settings, log: Logger): Promise<GenerationTelemetry | null> {
  if (settings.openTelemetry === null) return null;
  const { openTelemetry } = await import('../telemetry/open-telemetry.ts');
  return openTelemetry(settings.openTelemetry, log);
}
