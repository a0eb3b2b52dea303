import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdapterPool } from '@penstock/providers';
import { type Provider, priceFeedUrl, recommend, systemClock } from '@penstock/router';
import { startSimulator } from '@penstock/simulator';
import type { Logger } from 'pino';
import { digestOfKey } from './access/access.ts';
import { type AdminKey, readAdminKey, readSavedAtMs } from './access/admin-key.ts';
import { KeyDirectory } from './access/key-directory.ts';
import { ensureWorkspace } from './access/manage-workspaces.ts';
import { rotateAdminKey } from './access/rotate-admin-key.ts';
import { WrongKeys } from './access/wrong-keys.ts';
import { BudgetAlerts } from './alerts/budget-alerts.ts';
import { AuditLog } from './audit/audit-log.ts';
import { toRefusedEvent } from './audit/refused-request.ts';
import { BatchRunner } from './batches/batch-runner.ts';
import { explainFailure } from './database/explain-failure.ts';
import { openDatabase } from './database/open-database.ts';
import { repeat } from './database/repeat.ts';
import { createEndpoints } from './endpoints/create-endpoints.ts';
import type { OidcSignIn } from './endpoints/session/oidc-endpoints.ts';
import type { Settings } from './env.ts';
import { within } from './events/within.ts';
import { createGenerations } from './generation/create-generations.ts';
import { allObservers } from './generation/generation-observer.ts';
import { keepsContent } from './generation/keeps-content.ts';
import { queryLimitsOf } from './graphql/execution/query-limits.ts';
import type { Services } from './graphql/services.ts';
import { checkHealth } from './health/check-health.ts';
import { openHealth } from './health/open-health.ts';
import { readHealthHistory } from './health/read-health-history.ts';
import type { Refusal } from './http/gate.ts';
import type { ServerState } from './http/steps/refuse-while-closing.ts';
import { SchemaChecks } from './json-schema/schema-checks.ts';
import { createBudgets } from './ledger/budgets.ts';
import { defaultReportMs, type LedgerTools, openLedger } from './ledger/create-ledger.ts';
import { Journal } from './ledger/journal.ts';
import { savePolicyBudget } from './ledger/save-budget.ts';
import { openPeers } from './peers/open-peers.ts';
import { openPolicies } from './policy/open-policies.ts';
import { createPolicyFeed } from './policy/policy-feed.ts';
import { PolicyThread } from './policy/policy-thread.ts';
import { readRecordedRequests } from './policy/replay/recorded-request.ts';
import { Replicas } from './policy/replicas.ts';
import { RevisionStore } from './policy/revision-store.ts';
import { watchPolicyFile } from './policy/watch-policy-file.ts';
import { MemoryRateLimiter } from './rate-limits/memory-rate-limiter.ts';
import { RedisRateLimiter } from './rate-limits/redis-rate-limiter.ts';
import { createStoredAnswers } from './records/read-stored-answers.ts';
import { StoredOperations } from './records/stored-operations.ts';
import { ChangeNotices } from './redis/change-notices.ts';
import { openRedis } from './redis/open-redis.ts';
import type { Redis } from './redis/redis.ts';
import { MemoryResponseCache } from './response-cache/memory-response-cache.ts';
import { RedisResponseCache } from './response-cache/redis-response-cache.ts';
import { Pruner } from './retention/pruner.ts';
import { RulesFollowers } from './rules/followers.ts';
import { PriceUpdates } from './rules/price-updates.ts';
import type { RulesStore } from './rules/rules-store.ts';
import { fitToFileLimit } from './server/file-limit.ts';
import { describeExposure } from './server/listen.ts';
import { createServer } from './server/server.ts';
import { RedisSessionPins } from './session-pins/redis-session-pins.ts';
import { createIdentityProvider, type OidcSettings } from './sessions/oidc/identity-provider.ts';
import { SessionStore } from './sessions/session-store.ts';
import { createSignInCodes } from './sessions/sign-in-codes.ts';
import { Metrics } from './telemetry/metrics.ts';
import type { GenerationTelemetry } from './telemetry/open-telemetry.ts';
import { watchEventLoop } from './telemetry/watch-event-loop.ts';
import { createTemplates } from './templates/templates.ts';
import { readDays } from './usage/read-days.ts';
import { readProviderCalls } from './usage/read-provider-calls.ts';
import { readUsage } from './usage/read-usage.ts';
import { createUsageWatch } from './usage/usage-watch.ts';
import { warmUp } from './warm-up.ts';

/** The whole service, wired but not listening yet. */
export interface Penstock {
  readonly adminKey: AdminKey;
  readonly services: Services;
  /** The rules in force, to be read and replaced. */
  readonly rules: RulesStore;
  /** A link that signs in to the console as the admin, once and within ten minutes. */
  createSignInLink(): Promise<string>;
  /** Resolves to the address, as `http://localhost:4000`. */
  listen(): Promise<string>;
  /**
   * Announces the close for `drainDelayMs` (default 0), then accepts no requests. Running generations may end within
   * `graceMs`, and the rest is interrupted. Then all records are written. Each step has a bound; a part that passes it is named in the log.
   */
  close(graceMs: number, drainDelayMs?: number): Promise<void>;
}

/** Calls to providers that are still under way when what made them has ended are cut after this. Milliseconds. */
const adapterGraceMs = 2_000;

/** Pause between two looks for running generations whose key is not valid any more, milliseconds. */
const keyCheckMs = 500;

/** The wiring diagram: the one file that may import everything. Rejects with one sentence for the operator. */
export async function compose(settings: Settings, log: Logger): Promise<Penstock> {
  const opened = new AsyncDisposableStack();
  try {
    return await wire(settings, log, opened);
  } catch (error) {
    // Its close may fail for the same reason.
    await opened.disposeAsync().catch(() => {});
    throw explainFailure(error) ?? error;
  }
}

/** What it opens goes on the stack, to be closed in reverse order: when the wiring fails at once, else by `close`. */
async function wire(settings: Settings, log: Logger, opened: AsyncDisposableStack): Promise<Penstock> {
  const clock = systemClock;
  const metrics = new Metrics();
  opened.defer(watchEventLoop((delayMs) => metrics.eventLoopDelayed(delayMs)));
  const openTelemetry = await startOpenTelemetry(settings, log);
  if (openTelemetry !== null) opened.defer(() => openTelemetry.close());
  const adminKey = await readAdminKey(settings.adminKey, settings.home);

  const redis = settings.redisUrl === null ? null : await openRedis(settings.redisUrl, log);
  if (redis !== null) opened.defer(() => redis.close());

  const database = await openDatabase({ ...settings, log });
  opened.defer(() => database.close());

  const audit = new AuditLog({ pool: database.pool, log, nowMs: clock.nowMs });
  opened.defer(() => audit.close());

  const access = new KeyDirectory({
    pool: database.pool,
    adminKey: { digest: digestOfKey(adminKey.key), savedAtMs: await readSavedAtMs(adminKey) },
    isAlone: database.kind === 'embedded',
    nowMs: clock.nowMs,
    onError: (error) => log.warn({ err: error }, 'Cannot read the keys, or write when they were used.'),
  });
  await access.open();
  opened.defer(() => access.close());
  if (access.isAdminKeyReplaced) {
    log.warn(`The admin key in ${adminKey.file} was replaced on another replica: that one is valid here too.`);
  }

  const priceUpdates = new PriceUpdates({
    url: settings.updatesPrices ? priceFeedUrl : null,
    home: settings.home,
    log,
    nowMs: clock.nowMs,
    onChange: (prices) => void rules.replace({ prices }),
  });
  const prices = await priceUpdates.restore();
  opened.defer(() => priceUpdates.close());
  const policyThread = new PolicyThread();
  opened.defer(() => policyThread.close());
  let policyNotices: ChangeNotices | null = null;
  const revisions = new RevisionStore(database.pool, () => policyNotices?.tell());
  const { policies, rules } = await openPolicies({
    ...{ revisions, settings, log, prices, nowMs: clock.nowMs },
    file: settings.policyFile,
    read: (text) => policyThread.read(text),
    validate: (validation) => policyThread.validate(validation),
  });
  const replicas = new Replicas({
    pool: database.pool,
    isAlone: database.kind === 'embedded',
    revision: () => policies.current().revision,
    follow: () => policies.follow(),
    onError: (error) => log.warn({ err: error }, 'Cannot look for newer revisions of the policy.'),
  });
  opened.defer(() => replicas.close());
  const keyNotices = redis === null ? null : followNotices(redis, 'penstock:keys', log, opened, () => access.refresh());
  policyNotices = redis === null ? null : followNotices(redis, 'penstock:policy', log, opened, () => policies.follow());
  const refreshKeys = async (): Promise<void> => {
    await access.refresh();
    keyNotices?.tell();
  };

  const { answerBytes, eventBytes, endedBytes, readerGraceMs } = settings.limits;
  const adapters = createAdapterPool({ answerBytes, eventBytes });
  opened.defer(() => adapters.close(adapterGraceMs));
  const adapterFor = (provider: Provider) => adapters.adapterFor(provider);

  const { breakers, health, prober, probes, close } = openHealth({
    ...{ clock, redis, adapterFor },
    rules: () => rules.current(),
  });
  opened.defer(close);

  const { leaseMs } = settings;
  const replicaId = randomUUID();
  const allowsUnpriced = (): boolean => rules.current().policy.costControls.allowsUnpriced;
  const alerts = new BudgetAlerts({ log, webhook: settings.alertWebhook, nowMs: clock.nowMs });
  opened.defer(() => alerts.close());
  const onThresholdAlert: LedgerTools['onThresholdAlert'] = (...alert) => alerts.notify(...alert);
  const journal = new Journal(join(settings.home, 'settlements.journal'), log);
  const keeps: LedgerTools['keepsContent'] = (request) => keepsContent(rules.current().policy.retention, request);
  const onFlushed = (durationMs: number) => metrics.ledgerFlushed(durationMs);
  const tools: LedgerTools = {
    database,
    log,
    journal,
    allowsUnpriced,
    keepsContent: keeps,
    onThresholdAlert,
    onFlushed,
  };
  // What the ledger settles when it opens counts against the budgets of this policy, not of the last.
  await savePolicyBudget(database.pool, rules.current().policy.costControls, clock.nowMs());
  const ledger = await openLedger(tools, { leaseMs, replicaId, isAlone: database.kind === 'embedded' });
  opened.defer(() => ledger.close());
  const pruner = new Pruner({ database, log, retention: () => rules.current().policy.retention, nowMs: clock.nowMs });
  opened.defer(() => pruner.close());

  const schemas = new SchemaChecks();
  opened.defer(() => schemas.close());
  const followers = new RulesFollowers({
    store: rules,
    breakers,
    health,
    adapters: { keepOnly: (sources) => adapters.keepOnly(sources, adapterGraceMs) },
    startSandbox: async () => {
      const sandbox = await startSimulator({ rememberedRequests: 100 });
      opened.defer(() => sandbox.close());
      return sandbox;
    },
    savePolicyBudgets: async ({ policy: { costControls } }) => {
      await savePolicyBudget(database.pool, costControls, clock.nowMs());
      await ledger.refresh();
    },
    onError: (error, follower) => log.error({ err: error }, `A change of the rules has not reached ${follower}.`),
  });
  opened.defer(() => followers.close());
  await followers.start();

  const sharedLimits = redis === null ? null : new RedisRateLimiter({ redis, elapsedMs: clock.elapsedMs, log });
  opened.defer(() => sharedLimits?.close());
  const rateLimiter = sharedLimits ?? new MemoryRateLimiter(clock.elapsedMs);
  const responses = redis === null ? new MemoryResponseCache(clock.elapsedMs) : new RedisResponseCache(redis);
  const templates = createTemplates({ pool: database.pool });
  const peers = openPeers({
    ...{ database, redis, replicaId, nowMs: clock.nowMs },
    onDead: (deadId) => ledger.noteDead(deadId),
    cancelHere: (id) => generations.cancelHere(id),
    onError: (error) => log.warn({ err: error }, 'Cannot share generations with other replicas.'),
  });
  opened.defer(() => peers.close());
  const generations = createGenerations({
    ...{ clock, schemas, ledger, rateLimiter, templates, workspaces: access, rules, breakers, health, adapterFor },
    ...{ answerBytes, endedBytes, readerGraceMs, log, peers, responses },
    ...(redis !== null && { sessions: new RedisSessionPins({ redis, elapsedMs: clock.elapsedMs }) }),
    observer: allObservers(openTelemetry === null ? [metrics] : [metrics, openTelemetry.observer]),
    ...(openTelemetry?.traces && { traces: openTelemetry.traces }),
    operations: new StoredOperations({
      pool: database.pool,
      nowMs: clock.nowMs,
      onUnavailable: (error) =>
        log.warn({ err: error }, 'The database does not know which named requests have started.'),
    }),
    reportMs: Math.min(defaultReportMs, leaseMs / 4),
    onFault: (error, generationId) => log.error({ err: error, generationId }, 'A generation went wrong.'),
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
    log.error({ err: error }, 'Keys are not checked.'),
  );
  opened.defer(() => keyChecks.stop());

  const batches = new BatchRunner({
    ...{ database, log, generations, nowMs: clock.nowMs },
    batchesOf: (providerId) => {
      const provider = rules.current().catalog.findProvider(providerId);
      return provider === undefined ? null : (adapterFor(provider).batches ?? null);
    },
    viewerOfKey: (keyId) => access.viewerOfKey(keyId),
  });
  opened.defer(() => batches.close());

  const closing = new AbortController();
  const services: Services = {
    closing: closing.signal,
    prisma: database.prisma,
    generations,
    batches,
    storedAnswers: createStoredAnswers(database.prisma),
    rateLimiter,
    templates,
    workspaces: access,
    access: {
      refresh: refreshKeys,
      lastUsedMs: (keyId) => access.lastUsedMs(keyId),
      rotateAdminKey: () =>
        rotateAdminKey({
          ...{ prisma: database.prisma, file: adminKey.file, nowMs: clock.nowMs },
          refresh: refreshKeys,
        }),
    },
    catalog: () => rules.current().catalog,
    chains: () => rules.current().index.chains,
    recommend: (request, allowance) =>
      recommend({ ...rules.current(), health, nowMs: clock.nowMs(), request, allowance }),
    health,
    audit,
    checkHealth: (target) => checkHealth(target, { catalog: rules.current().catalog, health, prober }),
    policies,
    validatePolicy: (yaml, replay) =>
      policies.validate(
        yaml,
        replay === null
          ? null
          : async () => {
              policyThread.prepare();
              const { policy, overrides, prices = null, sandbox } = rules.sources();
              return {
                ...{ policy, overrides, prices, hasSandbox: sandbox !== null, nowMs: clock.nowMs() },
                requests: await readRecordedRequests(database.pool, replay),
                health: rules.current().catalog.models.map(({ id }) => health.read(id)),
                inForceSinceMs: policies.current().createdAtMs,
              };
            },
      ),
    policyFeed: createPolicyFeed(policies, replicas, (error) => log.warn({ err: error }, 'Cannot list the replicas.')),
    budgets: createBudgets({
      pool: database.pool,
      nowMs: clock.nowMs,
      refresh: () => ledger.refresh(),
      onError: (error) => log.warn({ err: error }, 'Cannot read the budgets.'),
    }),
    readHealthHistory: (query) =>
      readHealthHistory(query, {
        ...{ probes, providers: rules.current().catalog.providers },
        readCalls: (span) => readProviderCalls(database.pool, span),
      }),
    readUsage: (query) => readUsage(database.pool, query),
    usageWatch: createUsageWatch({
      readDays: (...span) => readDays(database.pool, ...span),
      nowMs: clock.nowMs,
      onError: (error) => log.warn({ err: error }, 'Cannot read the usage of today.'),
    }),
  };
  const sessions = new SessionStore({
    pool: database.pool,
    access,
    isAlone: database.kind === 'embedded',
    nowMs: clock.nowMs,
    onError: (error) => log.warn({ err: error }, 'Cannot read the sessions of the console.'),
  });
  await sessions.open();
  opened.defer(() => sessions.close());
  const codes = createSignInCodes(database.pool);
  const makeWorkspace = async (id: string): Promise<void> => {
    if (access.has(id)) return;
    const realm = { prisma: database.prisma, refresh: refreshKeys };
    await ensureWorkspace(id, 'access.oidc.roles', realm);
  };
  const oidc = settings.oidc === null ? null : openOidc(settings.oidc, rules, log, makeWorkspace);
  if (oidc !== null) opened.defer(() => oidc.provider.close());
  const limits = fitToFileLimit(settings.limits, log);
  const { browser, host, port } = settings;
  const state: ServerState = { life: 'open' };
  const wrongKeys = new WrongKeys(log);
  const endpoints = createEndpoints({
    services,
    log,
    limits,
    browser,
    state,
    metrics: { text: metrics, key: settings.metricsKey },
    signIn: { access, sessions, wrongKeys, codes, oidc },
    queryLimits: queryLimitsOf(settings.limits),
    checks: [
      { name: 'records', check: ledger.readiness.records },
      { name: 'database', check: ledger.readiness.database, isDispensable: true },
      { name: 'journal', check: ledger.readiness.journal, isDispensable: true },
      { name: 'policy', check: () => policies.check(), isDispensable: true },
      { name: 'audit', check: audit.readiness, isDispensable: true },
      ...(redis === null ? [] : [{ name: 'redis', check: () => redis.check(), isDispensable: true }]),
      ...(sharedLimits === null ? [] : [{ name: 'limits', check: () => sharedLimits.check(), isDispensable: true }]),
    ],
  });
  const onRefused = (refusal: Refusal) => audit.recordUnsuccessful(toRefusedEvent(refusal));
  const server = createServer({
    endpoints,
    access,
    sessions,
    wrongKeys,
    log,
    limits,
    browser,
    state,
    port,
    host,
    onRefused,
    requests: metrics,
  });

  const inTime = async (part: string, work: Promise<unknown>, limitMs: number): Promise<void> => {
    const isOver = await within(
      limitMs,
      work.then(() => true),
      false,
    ).catch((error: unknown) => log.error({ err: error }, `${part} did not close.`));
    if (isOver === false) log.error(`${part} did not close within ${limitMs} ms, and are left as they are.`);
  };

  return {
    adminKey,
    services,
    rules,
    async createSignInLink() {
      return `${settings.consoleUrl}/sign-in?code=${await codes.create(access.adminDigest)}`;
    },
    async listen() {
      prober.start();
      pruner.start();
      priceUpdates.start();
      replicas.start();
      const watched = watchPolicyFile({
        file: settings.policyFile,
        known: policies.file,
        onChange: (content) => policies.takeFile(content),
        onError: (error) => log.warn({ err: error }, 'Cannot use a change of the policy file.'),
      });
      opened.defer(() => watched.stop());
      const { providers } = rules.current().catalog;
      await warmUp({ prisma: database.prisma, providers, adapterFor, probe: (id) => prober.probe(id), log });
      await batches.open();
      const url = await server.listen();
      const exposure = describeExposure(settings.host, settings.browser.hstsSeconds);
      if (exposure !== null) log.warn(exposure);
      return url;
    },
    async close(graceMs, drainDelayMs = 0) {
      server.drain();
      await sleep(drainDelayMs);
      server.refuse();
      batches.stop();
      await inTime('Generations', generations.close(graceMs), graceMs + recordingMs);
      closing.abort();
      await inTime('Connections', server.close(writingMs), 2 * writingMs);
      await inTime('Storage and providers', opened.disposeAsync(), storingMs);
    },
  };
}

/** Follows what other replicas have changed in the database as soon as they tell it. */
function followNotices(
  redis: Redis,
  channel: string,
  log: Logger,
  opened: AsyncDisposableStack,
  follow: () => Promise<void>,
): ChangeNotices {
  const onError = (error: unknown): void =>
    log.warn({ err: error, channel }, 'Cannot read a change of another replica.');
  const notices = new ChangeNotices({ redis, channel, follow, onError });
  opened.defer(() => notices.close());
  return notices;
}

/** Loads the SDK only where a collector is configured: it takes memory, and time at the start. */
async function startOpenTelemetry(settings: Settings, log: Logger): Promise<GenerationTelemetry | null> {
  if (settings.openTelemetry === null) return null;
  const { openTelemetry } = await import('./telemetry/open-telemetry.ts');
  return openTelemetry(settings.openTelemetry, log);
}

/** The sign-in by an identity provider. The service starts without it; each sign-in tries to reach it again. */
function openOidc(
  settings: OidcSettings,
  rules: RulesStore,
  log: Logger,
  makeWorkspace: OidcSignIn['makeWorkspace'],
): OidcSignIn {
  const provider = createIdentityProvider(settings);
  const mapping = () => rules.current().policy.access.oidc;
  provider.discover().catch((error: Error) => log.warn({ err: error.cause }, error.message));
  if (mapping().roles.size === 0) {
    log.warn(
      `access.oidc.roles of the policy is empty: no person can sign in by ${provider.name} until it lists some.`,
    );
  }
  return { provider, mapping, makeWorkspace, roleClaim: settings.roleClaim, log };
}

/** For what was interrupted to be settled, where the database is slow. Milliseconds. */
const recordingMs = 15_000;
/** For the last words of streams to reach their readers. Milliseconds. */
const writingMs = 2_000;
/** For the ledger to write, and for connections to the database and to providers to end. Milliseconds. */
const storingMs = 30_000;
