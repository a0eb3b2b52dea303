import fc from 'fast-check';
import { v7 } from 'uuid';
import { beforeEach, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleCost, sampleGeneration } from '../testing/sample-generation.ts';
import type { Budget } from './budget.ts';
import type { LedgerCommand } from './command.ts';
import { flush } from './flush.ts';
import { sweepLeases } from './leases.ts';
import { parseMoney, toMoney } from './money.ts';
import { saveBudget } from './save-budget.ts';

const dayMs = 86_400_000;
const cents = (count: number): number => count / 100;
const nowMs = Date.now();
const todayMs = Math.floor(nowMs / dayMs) * dayMs;

/** The next action of a generation, with amounts in cents. */
type Step =
  | { act: 'reserve' | 'raise'; who: number; cents: number }
  | { act: 'settle'; who: number; share: number }
  | { act: 'release' | 'expire'; who: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    act: fc.constantFrom('reserve' as const, 'raise' as const),
    who: fc.nat(7),
    cents: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({ act: fc.constant('settle' as const), who: fc.nat(7), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ act: fc.constantFrom('release' as const, 'expire' as const), who: fc.nat(7) }),
);

describeOnEachDatabase('the ledger', (test) => {
  beforeEach(async () => {
    await test.database.pool.query(
      'TRUNCATE budget, budget_period, reservation, generation, generation_content, model_usage, usage_recent, usage_hour, usage_day',
    );
  });

  it('keeps spent and reserved within hard limits in any order of events, and ends without reservations', async () => {
    const { pool } = test.database;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 12 }), async (bursts) => {
        const stage = await Stage.build(pool);
        for (const burst of bursts) {
          await stage.play(burst);
          await stage.check();
        }
        await stage.end();
        await stage.check();
        expect((await pool.query('SELECT * FROM reservation')).rows).toEqual([]);
        const { rows } = await pool.query('SELECT reserved_usd::text AS reserved FROM budget_period');
        for (const { reserved } of rows) expect(parseMoney(reserved)).toBe(0n);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

type StagedGeneration = { id: string; heldCents: number; isOver: boolean };

/** Eight generations on two overlapping hard budgets of a dollar and of sixty cents. */
class Stage {
  readonly #pool: Parameters<typeof flush>[0];
  readonly #budgets: readonly Budget[];
  #generations: StagedGeneration[] = [];

  private constructor(pool: Parameters<typeof flush>[0], budgets: readonly Budget[]) {
    this.#pool = pool;
    this.#budgets = budgets;
    this.#generations = Array.from({ length: 8 }, () => ({ id: v7(), heldCents: 0, isOver: false }));
  }

  static async build(pool: Parameters<typeof flush>[0]): Promise<Stage> {
    await pool.query(
      'TRUNCATE budget, budget_period, reservation, usage_recent, usage_hour, usage_day, generation, generation_content, model_usage',
    );
    const budgets = [
      sampleBudget({ limit: toMoney(1) }),
      sampleBudget({ limit: toMoney(0.6), window: 'TOTAL', modelId: 'openai/gpt-4o-mini' }),
    ];
    for (const budget of budgets) await saveBudget(pool, budget, 'operator', nowMs);
    return new Stage(pool, budgets);
  }

  /** A burst arrives at once. Its commands go to two concurrent flushes. */
  async play(steps: readonly Step[]): Promise<void> {
    const commands: LedgerCommand[] = [];
    const touched = new Set<number>();
    for (const each of steps) {
      const generation = this.#generations[each.who];
      if (generation === undefined || generation.isOver || touched.has(each.who)) continue;
      touched.add(each.who);
      const command = await this.#commandOf(each, generation);
      if (command !== null) commands.push(command);
    }
    const half = Math.ceil(commands.length / 2);
    const flushes = [commands.slice(0, half), commands.slice(half)].filter((part) => part.length > 0);
    await Promise.all([
      ...flushes.map((part) => retried(() => flush(this.#pool, part, { leaseMs: 60_000, ownerId: null }))),
      sweepLeases(this.#pool),
    ]);
    for (const command of commands) {
      if (command.type !== 'reserve' || command.answer?.option !== 0) continue;
      const generation = this.#generations.find(({ id }) => id === command.request.generationId);
      const amount = command.request.options[0]?.[0]?.amount ?? 0n;
      if (generation !== undefined) generation.heldCents = Number(amount / toMoney(0.01));
    }
  }

  async check(): Promise<void> {
    const { rows } = await this.#pool.query(
      `SELECT limit_usd::text AS "limit", spent_usd::text AS spent, reserved_usd::text AS reserved,
        (SELECT coalesce(sum(amount_usd), 0)::text FROM reservation WHERE budget_id = budget.id) AS held
       FROM budget_period JOIN budget ON budget.id = budget_id`,
    );
    expect(rows).toHaveLength(2);
    for (const { limit, spent, reserved, held } of rows) {
      expect(parseMoney(spent) + parseMoney(reserved)).toBeLessThanOrEqual(parseMoney(limit));
      expect(parseMoney(reserved)).toBe(parseMoney(held));
    }
  }

  /** The remaining generations end: half of them settle, half are released. */
  async end(): Promise<void> {
    const steps = this.#generations.map(
      (_, who): Step => (who % 2 === 0 ? { act: 'settle', who, share: 1 } : { act: 'release', who }),
    );
    await this.play(steps);
  }

  async #commandOf(each: Step, generation: StagedGeneration): Promise<LedgerCommand | null> {
    const { id, heldCents } = generation;
    const periods = this.#requirements(0).map(({ budgetId, windowStartMs }) => ({ budgetId, windowStartMs }));
    switch (each.act) {
      case 'reserve':
      case 'raise': {
        const total = each.act === 'raise' ? heldCents + each.cents : Math.max(heldCents, each.cents);
        const request = { generationId: id, options: [this.#requirements(total)] };
        return { type: 'reserve', request, mayHaveReservation: heldCents > 0, answer: null };
      }
      case 'settle':
        generation.isOver = true;
        return { type: 'settle', record: ended(id, cents(Math.floor(heldCents * each.share))), periods };
      case 'release':
        generation.isOver = true;
        return { type: 'release', generationId: id, periods };
      case 'expire':
        // Its replica has died, so no further command comes.
        generation.isOver = true;
        await this.#pool.query(
          `UPDATE reservation SET expires_at = now() - interval '1 second' WHERE generation_id = $1`,
          [id],
        );
        return null;
    }
  }

  #requirements(total: number) {
    return this.#budgets.map(({ id, window }) => ({
      budgetId: id,
      windowStartMs: window === 'DAY' ? todayMs : 0,
      amount: toMoney(cents(total)),
    }));
  }
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
