import { BatchRunner } from '../batches/batch-runner.ts';
import { repeat } from '../database/repeat.ts';
import { createGenerations } from '../generation/create-generations.ts';
import { allObservers } from '../generation/generation-observer.ts';
import type { GenerationService } from '../generation/generation-service.ts';
import type { RateLimiter } from '../generation/rate-limiter.ts';
import { SchemaChecks } from '../json-schema/schema-checks.ts';
import { defaultReportMs } from '../ledger/create-ledger.ts';
import { openPeers } from '../peers/open-peers.ts';
import { SharedOperations } from '../peers/shared-operations.ts';
import { MemoryRateLimiter } from '../rate-limits/memory-rate-limiter.ts';
import { RedisRateLimiter } from '../rate-limits/redis-rate-limiter.ts';
import { StoredOperations } from '../records/stored-operations.ts';
import { MemoryResponseCache } from '../response-cache/memory-response-cache.ts';
import { RedisResponseCache } from '../response-cache/redis-response-cache.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { MemorySessionPins } from '../session-pins/memory-session-pins.ts';
import { RedisSessionPins } from '../session-pins/redis-session-pins.ts';
import { createTemplates } from '../templates/templates.ts';
import type { Foundation } from './foundation.ts';
import type { OpenKeys } from './open-keys.ts';
import type { OpenProviders } from './open-providers.ts';
import type { OpenSpending } from './open-spending.ts';

/** The parts that run generations. */
export type OpenGenerations = {
  generations: GenerationService;
  /** Idle until its `open` is called. */
  batches: BatchRunner;
  rateLimiter: RateLimiter;
  /** The limits of keys that replicas share; null without Redis. */
  sharedLimits: RedisRateLimiter | null;
  templates: ReturnType<typeof createTemplates>;
};

/** Interval between checks for running generations whose key is no longer valid, milliseconds. */
const keyCheckMs = 500;
/** Interval between checks for ended generations that are too old, milliseconds. */
const forgetMs = 10_000;

/** Opens generations and batches on top of the other parts. */
export function openGenerations(
  foundation: Foundation,
  { access }: OpenKeys,
  rules: RulesStore,
  { breakers, health, adapterFor }: OpenProviders,
  { replicaId, ledger }: OpenSpending,
): OpenGenerations {
  const { settings, log, clock, opened, metrics, openTelemetry, redis, database, memory } = foundation;
  const { answerBytes, endedBytes, readerGraceMs } = settings.limits;
  const schemas = new SchemaChecks();
  opened.defer(() => schemas.close());
  const sharedLimits = redis === null ? null : new RedisRateLimiter({ redis, elapsedMs: clock.elapsedMs, log });
  opened.defer(() => sharedLimits?.close());
  const rateLimiter = sharedLimits ?? new MemoryRateLimiter(clock.elapsedMs);
  const templates = createTemplates({ pool: database.pool });
  const peers = openPeers({
    database,
    redis,
    replicaId,
    nowMs: clock.nowMs,
    onDead: (deadId) => ledger.noteDead(deadId),
    cancelHere: (id) => generations.cancelHere(id),
    forgetHere: (id) => generations.forgetHere(id),
    onError: (error) => log.warn({ err: error }, 'Cannot share generations with other replicas.'),
  });
  opened.defer(() => peers.close());
  const storedOperations = new StoredOperations({
    pool: database.pool,
    nowMs: clock.nowMs,
    onUnavailable: (error) => log.warn({ err: error }, 'Cannot read which named requests have started.'),
  });
  const generations = createGenerations({
    clock,
    memory,
    schemas,
    ledger,
    rateLimiter,
    templates,
    workspaces: access,
    rules,
    breakers,
    health,
    adapterFor,
    answerBytes,
    endedBytes,
    readerGraceMs,
    log,
    peers,
    responses: redis === null ? new MemoryResponseCache(clock.elapsedMs) : new RedisResponseCache(redis),
    sessions:
      redis === null
        ? new MemorySessionPins(clock.elapsedMs)
        : new RedisSessionPins({ redis, elapsedMs: clock.elapsedMs }),
    observer: allObservers(openTelemetry === null ? [metrics] : [metrics, openTelemetry.observer]),
    ...(openTelemetry?.traces && { traces: openTelemetry.traces }),
    operations: redis === null ? storedOperations : new SharedOperations({ redis, stored: storedOperations }),
    reportMs: Math.min(defaultReportMs, settings.leaseMs / 4),
    onFault: (error, generationId) =>
      log.error({ err: error, generationId }, 'A generation failed with an unexpected error.'),
  });
  metrics.read({
    modelIds: () => rules.current().catalog.models.map(({ id }) => id),
    breakerState: (modelId) => breakers.read(modelId).state,
    openStreams: () => generations.readerCount(),
    runningGenerations: () => generations.runningCount(),
    ledgerQueue: () => ledger.queue(),
    isJournaling: () => ledger.isJournaling(),
  });
  const cancelOfInvalidKeys = async (): Promise<void> => {
    const ids = generations.cancelOfInvalidKeys((keyId) => access.isKeyValid(keyId));
    for (const generationId of ids)
      log.warn({ generationId }, 'A generation was cancelled: its key is not valid any more.');
  };
  const keyChecks = repeat(keyCheckMs, cancelOfInvalidKeys, (error) =>
    log.error({ err: error }, 'Cannot check the keys of running generations.'),
  );
  opened.defer(() => keyChecks.stop());
  const forgetting = repeat(
    forgetMs,
    async () => generations.forgetEnded(),
    (error) => log.error({ err: error }, 'Cannot remove ended generations from memory.'),
  );
  opened.defer(() => forgetting.stop());

  const batches = new BatchRunner({
    database,
    log,
    generations,
    nowMs: clock.nowMs,
    batchesOf: (providerId) => {
      const provider = rules.current().catalog.findProvider(providerId);
      return provider === undefined ? null : (adapterFor(provider).batches ?? null);
    },
    viewerOfKey: (keyId) => access.viewerOfKey(keyId),
  });
  opened.defer(() => batches.close());
  return { generations, batches, rateLimiter, sharedLimits, templates };
}
