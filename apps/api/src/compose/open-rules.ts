import { priceFeedUrl } from '@penstock/router';
import { openPolicies } from '../policy/open-policies.ts';
import type { Policies } from '../policy/policies.ts';
import { PolicyThread } from '../policy/policy-thread.ts';
import { Replicas } from '../policy/replicas.ts';
import { RevisionStore } from '../policy/revision-store.ts';
import type { ChangeNotices } from '../redis/change-notices.ts';
import { PriceUpdates } from '../rules/price-updates.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { type Foundation, followNotices } from './foundation.ts';

/** The rules in force, and the parts that change them. */
export type OpenRules = {
  policies: Policies;
  rules: RulesStore;
  policyThread: PolicyThread;
  /** Idle until its `start` is called. */
  priceUpdates: PriceUpdates;
  /** Idle until its `start` is called. */
  replicas: Replicas;
};

/** Opens the newest usable revision of the policy, with the newest known prices. */
export async function openRules(foundation: Foundation): Promise<OpenRules> {
  const { settings, log, clock, opened, database } = foundation;
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
  let notices: ChangeNotices | null = null;
  const { policies, rules } = await openPolicies({
    settings,
    log,
    prices,
    nowMs: clock.nowMs,
    file: settings.policyFile,
    revisions: new RevisionStore(database.pool, () => notices?.tell()),
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
  notices = followNotices(foundation, 'penstock:policy', () => policies.follow());
  return { policies, rules, policyThread, priceUpdates, replicas };
}
