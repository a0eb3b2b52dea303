import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startSimulator } from '@penstock/simulator';
import { BudgetAlerts } from '../alerts/budget-alerts.ts';
import { keepsContent } from '../generation/keeps-content.ts';
import { type OpenLedger, openLedger } from '../ledger/create-ledger.ts';
import { Journal } from '../ledger/journal.ts';
import { savePolicyBudget } from '../ledger/save-budget.ts';
import { Pruner } from '../retention/pruner.ts';
import { RulesFollowers } from '../rules/followers.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import type { Foundation } from './foundation.ts';
import { adapterGraceMs, type OpenProviders } from './open-providers.ts';

/** The ledger, budgets and records of this replica. */
export type OpenSpending = {
  /** The name of this replica on the rows of its generations. */
  replicaId: string;
  ledger: OpenLedger;
  /** Idle until its `start` is called. */
  pruner: Pruner;
};

/** Opens the ledger. It settles the generations of an earlier process, under the budgets of the policy in force. */
export async function openSpending(
  { settings, log, clock, opened, metrics, database, memory }: Foundation,
  rules: RulesStore,
): Promise<OpenSpending> {
  const replicaId = randomUUID();
  const alerts = new BudgetAlerts({ log, webhook: settings.alertWebhook, nowMs: clock.nowMs });
  opened.defer(() => alerts.close());
  await savePolicyBudget(database.pool, rules.current().policy.costControls, clock.nowMs());
  const ledger = await openLedger(
    {
      database,
      log,
      memory,
      journal: new Journal(join(settings.home, 'settlements.journal'), log),
      allowsUnpriced: () => rules.current().policy.costControls.allowsUnpriced,
      keepsContent: (request) => keepsContent(rules.current().policy.retention, request),
      onThresholdAlert: (...alert) => alerts.notify(...alert),
      onFlushed: (durationMs) => metrics.ledgerFlushed(durationMs),
    },
    { leaseMs: settings.leaseMs, replicaId, isAlone: database.kind === 'embedded' },
  );
  opened.defer(() => ledger.close());
  const pruner = new Pruner({ database, log, retention: () => rules.current().policy.retention, nowMs: clock.nowMs });
  opened.defer(() => pruner.close());
  return { replicaId, ledger, pruner };
}

/** Starts the parts that follow each change of the rules: health, adapters, budgets, and the sandbox. */
export async function followRules(
  { log, clock, opened, database }: Foundation,
  rules: RulesStore,
  { breakers, health, adapters }: OpenProviders,
  ledger: OpenLedger,
): Promise<void> {
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
    savePolicyBudgets: ({ policy: { costControls } }) =>
      savePolicyBudget(database.pool, costControls, clock.nowMs()).finally(() => ledger.refresh()),
    onError: (error, follower) => log.error({ err: error }, `A change of the policy was not applied to ${follower}.`),
  });
  opened.defer(() => followers.close());
  await followers.start();
}
