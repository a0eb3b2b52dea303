import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { Generation } from '../generation/generation.ts';
import type { PeriodId } from './budget.ts';
import type { LedgerCommand } from './command.ts';
import { correctInterrupted } from './correct-interrupted.ts';
import {
  decideReservations,
  periodKey,
  periodsToRecall,
  type ReservedAmount,
  reservationKey,
} from './decide-reservations.ts';
import { lockPeriods } from './lock-periods.ts';
import { lowerReservations } from './lower-reservations.ts';
import type { Money } from './money.ts';
import type { ReservationResult } from './reservation.ts';
import { type PeriodUse, reserveAtOnce } from './reserve-at-once.ts';
import { recallSlices } from './return-slices.ts';
import { readReservations, writeReservations } from './write-reservations.ts';
import { type Lease, writeRunning } from './write-running.ts';
import { encodeSettlement, type SettledPeriod, type Settlement, writeSettlement } from './write-settlements.ts';

type ReserveCommand = Extract<LedgerCommand, { type: 'reserve' }>;

/** The slices of budgets that a replica holds. */
export interface Slices {
  readonly ownerId: string;
  /** Called after a group has reserved. */
  noteUses(uses: readonly PeriodUse[]): void;
}

/**
 * Writes commands. Settlements and lowered reservations come first, so that their money is available to new
 * reservations. Each part is one statement if every reservation fits. Otherwise one transaction decides the
 * reservations in order of arrival. A repetition settles nothing twice. Returns the windows that settlements changed.
 * `lease`: for reservations and running generations. `slices`: the slices of budgets to reserve from; null for none.
 */
export async function flush(
  pool: pg.Pool,
  commands: readonly LedgerCommand[],
  lease: Lease,
  slices: Slices | null,
): Promise<readonly SettledPeriod[]> {
  const reserves = commands.filter((command) => command.type === 'reserve');
  const begins = commands.filter((command) => command.type === 'begin');
  const lowers = commands.filter((command) => command.type === 'lower');
  const running = begins.flatMap(({ generations }) => generations);
  if (reserves.length === 0) await writeRunning(pool, running, lease);
  const hasSettlement = reserves.length + begins.length + lowers.length < commands.length;
  const settled = hasSettlement ? await settle(pool, settlementOf(commands)) : [];
  await lowerReservations(
    pool,
    lowers.flatMap(({ amounts }) => amounts),
  );
  if (reserves.length > 0) await reserve(pool, reserves, running, lease, slices);
  return settled;
}

async function reserve(
  pool: pg.Pool,
  reserves: readonly ReserveCommand[],
  running: readonly Generation[],
  lease: Lease,
  slices: Slices | null,
): Promise<void> {
  const isRepeated = reserves.some((command) => command.isRepeated === true);
  const first = isRepeated ? null : firstOptionsOf(reserves, await readReservations(pool, holdersOf(reserves)));
  if (first !== null) {
    const started = reserves.flatMap(({ begin }) => begin?.(0) ?? []);
    const uses = await reserveAtOnce(pool, first, [...running, ...started], lease, slices?.ownerId ?? null);
    if (uses !== null) {
      for (const command of reserves) command.answer = { option: 0, shortfalls: [] };
      slices?.noteUses(uses);
      return;
    }
  }
  const answers = await decideTogether(pool, reserves, running, lease);
  for (const [index, command] of reserves.entries()) command.answer = answers[index] ?? null;
}

/** How often one group recalls slices. After a recall, a window grants no slices for some seconds. */
const mostRecalls = 3;

/** Decides in one transaction, which locks its windows until it ends. Slices return to the windows before a refusal. */
async function decideTogether(
  pool: pg.Pool,
  reserves: readonly ReserveCommand[],
  running: readonly Generation[],
  lease: Lease,
): Promise<readonly ReservationResult[]> {
  const ids = periodsOf(reserves);
  let recalled: readonly PeriodId[] = [];
  for (let recalls = 0; ; recalls++) {
    const answers = await inTransaction(pool, async (client) => {
      const periods = await lockPeriods(client, ids);
      const decision = decideReservations(
        reserves.map(({ request }) => request),
        periods,
        await readReservations(client, holdersOf(reserves)),
      );
      recalled = recalls < mostRecalls ? periodsToRecall(decision, periods) : [];
      if (recalled.length > 0) return null;
      const granted = reserves.flatMap(({ begin }, index) => {
        const option = decision.answers[index]?.option ?? null;
        return option === null || begin === undefined ? [] : [begin(option)];
      });
      await writeReservations(client, decision.reserved, [...running, ...granted], lease);
      return decision.answers;
    });
    if (answers !== null) return answers;
    await recallSlices(pool, recalled);
  }
}

/** The generations that may have a reservation already. */
function holdersOf(reserves: readonly ReserveCommand[]): readonly string[] {
  return reserves.filter(({ mayHaveReservation }) => mayHaveReservation).map(({ request }) => request.generationId);
}

/**
 * The additional amounts that all commands reserve with their first options. `held`: existing reservations by
 * `reservationKey`. Null if any command needs no additional amount.
 */
function firstOptionsOf(
  reserves: readonly ReserveCommand[],
  held: ReadonlyMap<string, Money>,
): readonly ReservedAmount[] | null {
  const amounts: ReservedAmount[] = [];
  for (const { request } of reserves) {
    const { generationId, options } = request;
    const before = amounts.length;
    for (const { amount, ...period } of options[0] ?? []) {
      const missing = amount - (held.get(reservationKey(generationId, period.budgetId)) ?? 0n);
      if (missing > 0n) amounts.push({ ...period, amount: missing, generationId });
    }
    if (amounts.length === before) return null;
  }
  return amounts;
}

function settlementOf(commands: readonly LedgerCommand[]): Settlement {
  const settles = commands.filter((command) => command.type === 'settle');
  const releasedIds = commands.flatMap((command) => (command.type === 'release' ? [command.generationId] : []));
  const noted = settles.flatMap(({ mayBeNoted, record }) => (mayBeNoted ? [record.generation.id] : []));
  return { records: settles.map(({ record }) => record), releasedIds, runningIds: [...noted, ...releasedIds] };
}

async function settle(pool: pg.Pool, ended: Settlement): Promise<readonly SettledPeriod[]> {
  const settlement = encodeSettlement(ended);
  const { periods, hasKnown } = await writeSettlement(pool, settlement);
  if (!hasKnown) return periods;
  // An earlier record may be an estimate, made after the lease of its process expired.
  const ids = ended.records.map(({ generation }) => generation.id);
  return [...periods, ...(await correctInterrupted(pool, ids, settlement))];
}

/** The windows of all requests, without duplicates, ordered by key. */
function periodsOf(reserves: readonly ReserveCommand[]): readonly PeriodId[] {
  const periods = new Map<string, PeriodId>();
  for (const period of reserves.flatMap(({ request }) => request.options.flat()))
    periods.set(periodKey(period), period);
  return [...periods.values()].sort((left, right) => compare(periodKey(left), periodKey(right)));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
