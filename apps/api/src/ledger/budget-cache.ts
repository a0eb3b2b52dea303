import type pg from 'pg';
import { type Budget, type BudgetWindow, bindsPayer, type Payer } from './budget.ts';
import { parseMoney } from './money.ts';

type Row = Omit<Budget, 'limit'> & { window: BudgetWindow; limit: string };

const readSql = `SELECT id, name, workspace_id AS "workspaceId", api_key_id AS "apiKeyId", model_id AS "modelId",
  provider_id AS "providerId", "window", limit_usd::text AS "limit", hard, alert_threshold AS "alertThreshold"
FROM budget ORDER BY id`;

/**
 * The budgets as this replica knows them. Read again after each change here, also after one that failed. Beside other
 * replicas they are read at a fixed interval too. The cache only says which budgets apply. Their remainders are read
 * from the database each time.
 */
export class BudgetCache {
  readonly #pool: pg.Pool;
  #all: readonly Budget[] = [];
  #byId: ReadonlyMap<string, Budget> = new Map();
  #hasFailed = false;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Whether the last read failed or still runs, so a change may be missing here. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  async refresh(): Promise<void> {
    this.#hasFailed = true;
    const { rows } = await this.#pool.query<Row>({ name: 'read-budgets', text: readSql });
    this.#all = rows.map((row) => ({ ...row, limit: parseMoney(row.limit) }));
    this.#byId = new Map(this.#all.map((budget) => [budget.id, budget]));
    this.#hasFailed = false;
  }

  /** The budgets that may apply to a generation, for any model. */
  binding(payer: Payer): readonly Budget[] {
    return this.#all.length === 0 ? this.#all : this.#all.filter((budget) => bindsPayer(budget, payer));
  }

  find(id: string): Budget | undefined {
    return this.#byId.get(id);
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }
}
