import type { ModelOverride, Policy, PriceFeed } from '@penstock/router';
import type pg from 'pg';
import type { RoutingSettings } from './rules.ts';
import { RulesStore } from './rules-store.ts';

export type OpenRulesOptions = {
  policy: Policy;
  /** Holds the models that an operator stored. */
  pool: Pick<pg.Pool, 'query'>;
  /** The process's environment, for providers' keys and addresses. */
  environment: Readonly<Record<string, string | undefined>>;
  routing: RoutingSettings;
  /** Prices that are newer than the installed list's. Absent or null: none. */
  prices?: PriceFeed | null;
  log: { warn(message: string): void };
  /** Epoch milliseconds. */
  nowMs(): number;
};

/** The store of the rules, with this policy and the stored models in force. What cannot be used is said in the log. */
export async function openRules({
  pool,
  policy,
  environment,
  routing,
  prices = null,
  log,
  nowMs,
}: OpenRulesOptions): Promise<RulesStore> {
  const overrides = await listModelOverrides(pool);
  return new RulesStore({
    sources: { policy, overrides, environment, sandbox: null, routing, prices },
    onProblem: (problem) => log.warn(problem),
    nowMs,
  });
}

/**
 * The models that an operator stored, for the catalog, ordered by id. Uses SQL, because the first query of Prisma loads
 * its compiler: about 30 MB that many services never need.
 */
export async function listModelOverrides(pool: Pick<pg.Pool, 'query'>): Promise<readonly ModelOverride[]> {
  const { rows } = await pool.query<ModelOverride>(
    'SELECT id, settings, is_active AS "isActive" FROM model_configuration ORDER BY id',
  );
  return rows;
}
