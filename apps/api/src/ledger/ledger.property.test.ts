import fc from 'fast-check';
import type pg from 'pg';
import { v7 } from 'uuid';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleCost, sampleGeneration } from '../testing/sample-generation.ts';
import type { Budget } from './budget.ts';
import type { LedgerCommand } from './command.ts';
import { flush } from './flush.ts';
import { sweepLeases } from './leases.ts';
import { type Money, parseMoney, toMoney } from './money.ts';
import { periodFiguresSql } from './period-figures-sql.ts';
import { returnExpiredSlices, returnOwnSlices } from './return-slices.ts';
import { saveBudget } from './save-budget.ts';
import { takeSlices } from './take-slices.ts';

const dayMs = 86_400_000;
const cents = (count: number): number => count / 100;
const nowMs = Date.now();
const todayMs = Math.floor(nowMs / dayMs) * dayMs;

/** The next action of a generation, or of a replica, with amounts in cents. */
type Step =
  | { act: 'reserve' | 'raise'; who: number; cents: number }
  | { act: 'settle'; who: number; share: number }
  | { act: 'release' | 'expire' | 'sweepOfOldReplica'; who: number }
  | { act: 'take'; replica: number; cents: number }
  | { act: 'die' | 'drain'; replica: number }
  | { act: 'limit'; cents: number };

const who = fc.nat(7);
const replica = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('reserve' as const, 'reserve' as const, 'raise' as const),
      who,
      cents: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5 })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('settle' as const),
      who,
      share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('release' as const, 'expire' as const, 'sweepOfOldReplica' as const),
      who,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('take' as const), replica, cents: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('die' as const, 'drain' as const), replica }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('limit' as const), cents: fc.integer({ min: 1, max: 150 }) }) },
);

/** All of a threshold's rest is granted, and then spent. */
const reachesThresholdInSlice: Step[][] = [
  [{ act: 'reserve', who: 0, cents: 1 }],
  [
    { act: 'take', replica: 0, cents: 19 },
    { act: 'reserve', who: 2, cents: 19 },
  ],
];

describeOnEachDatabase('the ledger', (test) => {
  it('keeps spent and reserved within hard limits in any order of events, and ends without reservations', async () => {
    const { pool } = test.database;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 5 }), { maxLength: 14 }), async (bursts) => {
        const stage = await Stage.build(pool);
        for (const burst of bursts) await stage.play(burst);
        await stage.end();
      }),
      { numRuns: 60, examples: [[reachesThresholdInSlice]] },
    );
  }, 240_000);
});

type StagedGeneration = { id: string; replica: number; heldCents: number; isOver: boolean };

/** A window with its true figures. */
type Figures = {
  id: string;
  hard: boolean;
  limit: Money;
  spent: Money;
  reserved: Money;
  alertAt: Money | null;
  hasAlerted: boolean;
};

/**
 * Eight generations of two replicas share two overlapping hard budgets, of 1.00 and 0.60 dollars, and a soft budget of
 * 0.40. The replicas take slices of all budgets, up to the whole free amount.
 */
class Stage {
  readonly #pool: pg.Pool;
  readonly #budgets: Budget[];
  readonly #generations: readonly StagedGeneration[];
  readonly #owners = [v7(), v7()];
  #figures: readonly Figures[] = [];
  #costs = 0n;
  #hasNewLimit = false;

  private constructor(pool: pg.Pool, budgets: Budget[]) {
    this.#pool = pool;
    this.#budgets = budgets;
    this.#generations = Array.from({ length: 8 }, (_, index) => ({
      id: v7(),
      replica: index % 2,
      heldCents: 0,
      isOver: false,
    }));
  }

  static async build(pool: pg.Pool): Promise<Stage> {
    await pool.query(
      'TRUNCATE budget, budget_period, budget_slice, reservation, usage_recent, usage_hour, usage_day, generation, generation_content, model_usage',
    );
    const budgets = [
      sampleBudget({ limit: toMoney(1), alertThreshold: 0.3 }),
      sampleBudget({ limit: toMoney(0.6), window: 'TOTAL', modelId: 'openai/gpt-4o-mini' }),
      sampleBudget({ limit: toMoney(0.4), hard: false, alertThreshold: 0.5 }),
    ];
    for (const budget of budgets) await saveBudget(pool, budget, 'operator', nowMs);
    const stage = new Stage(pool, budgets);
    stage.#figures = await stage.#read();
    return stage;
  }

  /** Runs a burst of steps concurrently: one flush per replica, plus the replicas' other work. */
  async play(steps: readonly Step[]): Promise<void> {
    const commands: LedgerCommand[][] = [[], []];
    const beside: (() => Promise<unknown>)[] = [() => sweepLeases(this.#pool), () => returnExpiredSlices(this.#pool)];
    const limitsBefore = this.#budgets.map(({ limit }) => limit);
    const touched = new Set<number>();
    for (const each of steps) {
      if ('replica' in each || each.act === 'limit') {
        const act = await this.#actOf(each);
        if (act !== null) beside.push(act);
        continue;
      }
      const generation = this.#generations[each.who];
      if (generation === undefined || generation.isOver || touched.has(each.who)) continue;
      touched.add(each.who);
      const command = await this.#commandOf(each, generation);
      if (command !== null) commands[generation.replica]?.push(command);
    }
    await Promise.all([
      ...commands.flatMap((part, index) => (part.length === 0 ? [] : [this.#flush(part, index)])),
      ...beside.map(retried),
    ]);
    for (const command of commands.flat()) {
      if (command.type !== 'reserve' || command.answer?.option !== 0) continue;
      const generation = this.#generations.find(({ id }) => id === command.request.generationId);
      const amount = command.request.options[0]?.[0]?.amount ?? 0n;
      if (generation !== undefined) generation.heldCents = Number(amount / toMoney(0.01));
    }
    const [only] = steps;
    if (steps.length === 1 && only?.act === 'reserve') this.#checkRefusal(commands.flat(), only);
    await this.#check(limitsBefore);
  }

  /** Ends the remaining generations, half settled and half released, and then the replicas. */
  async end(): Promise<void> {
    await this.play(
      this.#generations.map(
        (_, index): Step =>
          index % 2 === 0 ? { act: 'settle', who: index, share: 1 } : { act: 'release', who: index },
      ),
    );
    await this.play([0, 1].map((index): Step => ({ act: 'drain', replica: index })));
    // Covers rows that a replica wrote just before its death.
    for (const table of ['reservation', 'budget_slice'])
      await this.#pool.query(`UPDATE ${table} SET expires_at = now() - interval '1 second'`);
    for (let sweep = 0; sweep < 2; sweep++) await this.play([]);
    const { rows } = await this.#pool.query(`SELECT (SELECT count(*)::int FROM reservation) AS reservations,
      (SELECT count(*)::int FROM budget_slice) AS slices, sum(reserved_usd)::float8 AS reserved, sum(sliced_usd)::float8 AS sliced
      FROM budget_period`);
    expect(rows).toEqual([{ reservations: 0, slices: 0, reserved: 0, sliced: 0 }]);
  }

  async #flush(commands: readonly LedgerCommand[], index: number): Promise<void> {
    const slices = { ownerId: this.#owners[index] as string, noteUses: () => {} };
    await retried(() => flush(this.#pool, commands, { leaseMs: 60_000, ownerId: null }, slices));
  }

  async #read(): Promise<readonly Figures[]> {
    const { rows } = await this.#pool.query(
      `SELECT budget.id, hard, limit_usd::text AS "limit", spent_usd::text AS spent, reserved_usd::text AS reserved,
        (limit_usd * alert_threshold::numeric)::text AS "alertAt", alerted_at IS NOT NULL AS "hasAlerted"
       FROM ${periodFiguresSql} AS period JOIN budget ON budget.id = budget_id ORDER BY budget.id`,
    );
    return rows.map(({ limit, spent, reserved, alertAt, ...row }) => ({
      ...row,
      limit: parseMoney(limit),
      spent: parseMoney(spent),
      reserved: parseMoney(reserved),
      alertAt: alertAt === null ? null : parseMoney(alertAt),
    }));
  }

  /** A single request is refused only when no budget has the money, including its slices. */
  #checkRefusal(
    commands: readonly LedgerCommand[],
    { cents: wanted, who: index }: Step & { act: 'reserve' | 'raise' },
  ): void {
    for (const command of commands) {
      if (command.type !== 'reserve' || command.answer?.option !== null) continue;
      const missing = toMoney(cents(wanted - (this.#generations[index]?.heldCents ?? 0)));
      expect(this.#figures.some(({ hard, limit, spent, reserved }) => hard && missing > limit - spent - reserved)).toBe(
        true,
      );
    }
  }

  /** A lowered limit admits no further requests. Admitted requests stay. */
  async #check(limitsBefore: readonly Money[]): Promise<void> {
    const before = this.#figures;
    this.#figures = await this.#read();
    expect(this.#figures).toHaveLength(3);
    for (const [index, { hard, limit, spent, reserved, alertAt, hasAlerted }] of this.#figures.entries()) {
      const was = before[index];
      const admitted = (was?.spent ?? 0n) + (was?.reserved ?? 0n);
      if (hard) expect(spent + reserved).toBeLessThanOrEqual(most(limit, limitsBefore[index] ?? 0n, admitted));
      expect(spent).toBe(this.#costs);
      if (alertAt !== null && (!hard || !this.#hasNewLimit)) expect(hasAlerted).toBe(spent >= alertAt);
    }
    const { rows } = await this.#pool.query(`SELECT period.reserved_usd = sliced_usd
        + (SELECT coalesce(sum(amount_usd), 0) FROM reservation WHERE reservation.budget_id = period.budget_id) AS holds,
      sliced_usd = (SELECT coalesce(sum(granted_usd), 0) FROM budget_slice AS slice WHERE slice.budget_id = period.budget_id) AS grants,
      (SELECT coalesce(bool_and(spent_usd >= 0 AND spent_usd + reserved_usd <= granted_usd AND reserved_usd >= (
        SELECT coalesce(sum(slice_usd), 0) FROM reservation WHERE slice_id = slice.id)), true) FROM budget_slice AS slice) AS slices,
      (SELECT coalesce(sum(slice_usd), 0)::float8 FROM reservation WHERE slice_id IS NULL) AS lost
      FROM budget_period AS period`);
    expect(rows).toEqual(Array(3).fill({ holds: true, grants: true, slices: true, lost: 0 }));
  }

  async #actOf(each: Step): Promise<(() => Promise<unknown>) | null> {
    switch (each.act) {
      case 'take': {
        const amount = toMoney(cents(each.cents));
        const wanted = this.#requirements(0).map((id) => ({ ...id, need: amount / 4n, target: amount }));
        const tools = { ownerId: this.#owners[each.replica] as string, leaseMs: 60_000 };
        return () => takeSlices(this.#pool, wanted, tools, { share: 1, leastNeeds: 1, afterRecallMs: 0 });
      }
      case 'drain': {
        const owner = this.#owners[each.replica] as string;
        return () => returnOwnSlices(this.#pool, owner);
      }
      case 'die': {
        await this.#expire('budget_slice', 'owner_id', this.#owners[each.replica] as string);
        this.#owners[each.replica] = v7();
        for (const generation of this.#generations.filter((one) => one.replica === each.replica && !one.isOver)) {
          generation.isOver = true;
          await this.#expire('reservation', 'generation_id', generation.id);
        }
        return null;
      }
      case 'limit': {
        const budget = { ...(this.#budgets[0] as Budget), limit: toMoney(cents(each.cents)) };
        this.#budgets[0] = budget;
        this.#hasNewLimit = true;
        return () => saveBudget(this.#pool, budget, 'operator', nowMs);
      }
      default:
        return null;
    }
  }

  async #commandOf(each: Step & { who: number }, generation: StagedGeneration): Promise<LedgerCommand | null> {
    const { id, heldCents } = generation;
    switch (each.act) {
      case 'reserve':
      case 'raise': {
        const total = each.act === 'raise' ? heldCents + each.cents : Math.max(heldCents, each.cents);
        const request = { generationId: id, options: [this.#requirements(total)] };
        return { type: 'reserve', request, mayHaveReservation: heldCents > 0, answer: null };
      }
      case 'settle': {
        generation.isOver = true;
        const cost = cents(Math.floor(heldCents * each.share));
        this.#costs += toMoney(cost);
        return { type: 'settle', record: ended(id, cost) };
      }
      case 'release':
        generation.isOver = true;
        return { type: 'release', generationId: id };
      case 'expire':
        // The replica has died, so no further command follows.
        generation.isOver = true;
        await this.#expire('reservation', 'generation_id', id);
        return null;
      case 'sweepOfOldReplica':
        generation.isOver = true;
        await retried(() => this.#pool.query(sweepOfOldReplicaSql, [id]));
        return null;
      default:
        return null;
    }
  }

  async #expire(table: string, column: string, id: string): Promise<void> {
    await this.#pool.query(`UPDATE ${table} SET expires_at = now() - interval '1 second' WHERE ${column} = $1`, [id]);
  }

  #requirements(total: number) {
    return this.#budgets.map(({ id, window }) => ({
      budgetId: id,
      windowStartMs: window === 'DAY' ? todayMs : 0,
      amount: toMoney(cents(total)),
    }));
  }
}

/** How a replica of the release before slices ends a reservation. */
const sweepOfOldReplicaSql = `WITH ended AS (
  DELETE FROM reservation WHERE generation_id = $1 RETURNING budget_id, window_start, amount_usd)
UPDATE budget_period AS period SET reserved_usd = period.reserved_usd - ended.amount_usd FROM ended
WHERE period.budget_id = ended.budget_id AND period.window_start = ended.window_start`;

function most(...amounts: readonly Money[]): Money {
  return amounts.toSorted((left, right) => (left < right ? 1 : -1))[0] ?? 0n;
}

function ended(id: string, costUsd: number) {
  const cost = { ...sampleCost, totalUsd: costUsd };
  const attempts = [sampleAttempt({ cost, startedAtMs: nowMs })];
  return { generation: sampleGeneration({ id, createdAtMs: nowMs, attempts }), keepsContent: true };
}

/** Retries conflicting transactions, as the group writer does. */
async function retried(act: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await act();
      return;
    } catch (error) {
      if (
        tries === 5 ||
        !(error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001'))
      )
        throw error;
    }
  }
}
