import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { AdminKey } from '../access/admin-key.ts';
import { explainFailure } from '../database/explain-failure.ts';
import type { Settings } from '../env.ts';
import { within } from '../events/within.ts';
import type { Services } from '../graphql/services.ts';
import { watchPolicyFile } from '../policy/watch-policy-file.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { describeExposure } from '../server/listen.ts';
import { warmUp } from '../warm-up.ts';
import { buildServices } from './build-services.ts';
import { openFoundation } from './foundation.ts';
import { openGenerations } from './open-generations.ts';
import { openKeys } from './open-keys.ts';
import { openProviders } from './open-providers.ts';
import { openRules } from './open-rules.ts';
import { openServer } from './open-server.ts';
import { followRules, openSpending } from './open-spending.ts';

/** The whole service, wired but not listening yet. */
export interface Penstock {
  readonly adminKey: AdminKey;
  readonly services: Services;
  /** The rules in force. They can be read and replaced. */
  readonly rules: RulesStore;
  /** Creates a link that signs in to the console as the admin. It works once, within ten minutes. */
  createSignInLink(): Promise<string>;
  /** Resolves to the address, such as `http://localhost:4000`. */
  listen(): Promise<string>;
  /**
   * Announces the close for `drainDelayMs` (default 0), then accepts no requests. Running generations may end within
   * `graceMs`; the others are interrupted. Then all records are written. Each step has a timeout; the log names a step
   * that passes it.
   */
  close(graceMs: number, drainDelayMs?: number): Promise<void>;
}

/** Wait for requests on the last connections, milliseconds. Part of the drain delay. */
const lastRequestsMs = 500;
/** Wait for interrupted generations to be settled if the database is slow, milliseconds. */
const recordingMs = 15_000;
/** Wait for the last events of streams to reach their readers, milliseconds. */
const writingMs = 2_000;
/** Wait for the ledger to write, and for connections to the database and to providers to close. Milliseconds. */
const storingMs = 30_000;

/** Opens every part of the service in order of dependency. Rejects with one sentence for the operator. */
export async function compose(settings: Settings, log: Logger): Promise<Penstock> {
  const opened = new AsyncDisposableStack();
  try {
    return await wire(settings, log, opened);
  } catch (error) {
    // The close may fail for the same reason.
    await opened.disposeAsync().catch(() => {});
    throw explainFailure(error) ?? error;
  }
}

/**
 * The wiring diagram. All opened parts are closed in reverse order: immediately if the wiring fails, otherwise by
 * `close`.
 */
async function wire(settings: Settings, log: Logger, opened: AsyncDisposableStack): Promise<Penstock> {
  const foundation = await openFoundation(settings, log, opened);
  const { database, redis, audit } = foundation;
  const keys = await openKeys(foundation);
  const policy = await openRules(foundation);
  const { rules, policies } = policy;
  const providers = openProviders(foundation, rules);
  const spending = await openSpending(foundation, rules);
  const { readiness } = spending.ledger;
  await followRules(foundation, rules, providers, spending.ledger);
  const running = openGenerations(foundation, keys, rules, providers, spending);
  const { generations, batches, sharedLimits } = running;
  const closing = new AbortController();
  const services = buildServices(foundation, keys, policy, providers, spending, running, closing.signal);
  const { server, codes } = await openServer(foundation, keys, rules, services, [
    { name: 'records', check: () => readiness.records() },
    { name: 'database', check: () => readiness.database(), isDispensable: true },
    { name: 'journal', check: () => readiness.journal(), isDispensable: true },
    { name: 'policy', check: () => policies.check(), isDispensable: true },
    { name: 'audit', check: audit.readiness, isDispensable: true },
    ...(redis === null ? [] : [{ name: 'redis', check: () => redis.check(), isDispensable: true }]),
    ...(sharedLimits === null ? [] : [{ name: 'limits', check: () => sharedLimits.check(), isDispensable: true }]),
  ]);
  const inTime = createInTime(log);
  return {
    adminKey: keys.adminKey,
    services,
    rules,
    async createSignInLink() {
      return `${settings.consoleUrl}/sign-in?code=${await codes.create(keys.access.adminDigest)}`;
    },
    async listen() {
      const { prober, adapterFor } = providers;
      prober.start();
      spending.pruner.start();
      policy.priceUpdates.start();
      policy.replicas.start();
      const watched = watchPolicyFile({
        file: settings.policyFile,
        known: policies.file,
        onChange: (content) => policies.takeFile(content),
        onError: (error) => log.warn({ err: error }, 'Cannot use a change of the policy file.'),
      });
      opened.defer(() => watched.stop());
      await warmUp({
        prisma: database.prisma,
        providers: rules.current().catalog.providers,
        adapterFor,
        log,
        probe: (id) => prober.probe(id),
      });
      await batches.open();
      const url = await server.listen();
      const exposure = describeExposure(settings.host, settings.browser.hstsSeconds);
      if (exposure !== null) log.warn(exposure);
      return url;
    },
    async close(graceMs, drainDelayMs = 0) {
      server.drain();
      const lastMs = Math.min(lastRequestsMs, drainDelayMs / 2);
      await sleep(drainDelayMs - lastMs);
      server.stopListening();
      await sleep(lastMs);
      server.refuse();
      batches.stop();
      await inTime('Generations', generations.close(graceMs), graceMs + recordingMs);
      closing.abort();
      await inTime('Connections', server.close(writingMs), 2 * writingMs);
      await inTime('Storage and providers', opened.disposeAsync(), storingMs);
    },
  };
}

/** Waits for a step of the close up to a timeout, and never rejects. */
function createInTime(log: Logger) {
  return async (part: string, work: Promise<unknown>, limitMs: number): Promise<void> => {
    const isOver = await within(
      limitMs,
      work.then(() => true),
      false,
    ).catch((error: unknown) => log.error({ err: error }, `${part} did not close.`));
    if (isOver === false) log.error(`${part} did not close within ${limitMs} ms; the shutdown continues without them.`);
  };
}
