import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { Generation } from '../generation/generation.ts';
import type { PeriodId } from './budget.ts';
import type { LedgerCommand } from './command.ts';
import { correctInterrupted } from './correct-interrupted.ts';
import { decideReservations, type Period, periodKey, type ReservedAmount } from './decide-reservations.ts';
import type { JournalEntry } from './journal.ts';
import { lockPeriods } from './lock-periods.ts';
import type { ReservationResult } from './reservation.ts';
import { reserveAtOnce } from './reserve-at-once.ts';
import { readReservations, writeReservations } from './write-reservations.ts';
import { type Lease, writeRunning } from './write-running.ts';
import { encodeSettlement, type SettledPeriod, type Settlement, writeSettlement } from './write-settlements.ts';

type ReserveCommand = Extract<LedgerCommand, { type: 'reserve' }>;

/**
 * Writes commands. Settlements come first, so that released money is available to the reservations. Where every reservation
 * fits, each part is one statement; else they are one transaction, which decides in order of arrival. A repetition settles
 * nothing twice. Returns the windows that settlements changed. `lease`: that of reservations and of generations that run.
 */
export async function flush(
  pool: pg.Pool,
  commands: readonly LedgerCommand[],
  lease: Lease,
): Promise<readonly SettledPeriod[]> {
  const reserves = commands.filter((command) => command.type === 'reserve');
  const begins = commands.filter((command) => command.type === 'begin');
  const running = begins.flatMap(({ generations }) => generations);
  const hasSettlement = reserves.length + begins.length < commands.length;
  const ended = settlementOf(commands);
  const settlement = encodeSettlement(ended);
  if (reserves.length === 0) {
    await writeRunning(pool, running, lease);
    return hasSettlement ? settle(pool, ended, settlement) : [];
  }
  const first = firstOptionsOf(reserves);
  if (first === null)
    return writeTogether(pool, commands, { ended, settlement, hasSettlement, reserves, running, lease });
  const periods = hasSettlement ? await settle(pool, ended, settlement) : [];
  const started = reserves.flatMap(({ begin }) => begin?.(0) ?? []);
  if (await reserveAtOnce(pool, first, [...running, ...started], lease)) {
    for (const command of reserves) command.answer = { option: 0, shortfalls: [] };
    return periods;
  }
  await writeTogether(pool, reserves, { ended, settlement, hasSettlement: false, reserves, running, lease });
  return periods;
}

/** The parts of a group of commands. */
type Group = {
  ended: Settlement;
  settlement: JournalEntry;
  hasSettlement: boolean;
  reserves: readonly ReserveCommand[];
  running: readonly Generation[];
  lease: Lease;
};

/** Writes a group in one transaction, which holds its windows until it ends. */
async function writeTogether(
  pool: pg.Pool,
  commands: readonly LedgerCommand[],
  { ended, settlement, hasSettlement, reserves, running, lease }: Group,
): Promise<readonly SettledPeriod[]> {
  const { settled, answers } = await inTransaction(pool, async (client) => {
    const locked = await lockPeriods(client, periodsOf(commands));
    const settled = hasSettlement ? await writeSettlement(client, settlement) : { periods: [], hasKnown: false };
    return {
      settled,
      answers: await reserveMoney(client, reserves, running, asSettled(locked, settled.periods), lease),
    };
  });
  for (const [index, command] of reserves.entries()) command.answer = answers[index] ?? null;
  return settled.hasKnown ? [...settled.periods, ...(await correct(pool, ended, settlement))] : settled.periods;
}

/** What all of them reserve with their first options. Null where one may hold something already, or reserves nothing. */
function firstOptionsOf(reserves: readonly ReserveCommand[]): readonly ReservedAmount[] | null {
  const amounts: ReservedAmount[] = [];
  for (const { request, mayHaveReservation } of reserves) {
    const [requirements = []] = request.options;
    if (mayHaveReservation || requirements.every(({ amount }) => amount === 0n)) return null;
    for (const requirement of requirements) {
      if (requirement.amount > 0n) amounts.push({ ...requirement, generationId: request.generationId });
    }
  }
  return amounts;
}

function settlementOf(commands: readonly LedgerCommand[]): Settlement {
  const settles = commands.filter((command) => command.type === 'settle');
  const releasedIds = commands.flatMap((command) => (command.type === 'release' ? [command.generationId] : []));
  const noted = settles.flatMap(({ mayBeNoted, record }) => (mayBeNoted ? [record.generation.id] : []));
  return { records: settles.map(({ record }) => record), releasedIds, runningIds: [...noted, ...releasedIds] };
}

async function settle(pool: pg.Pool, ended: Settlement, settlement: JournalEntry): Promise<readonly SettledPeriod[]> {
  const { periods, hasKnown } = await writeSettlement(pool, settlement);
  return hasKnown ? [...periods, ...(await correct(pool, ended, settlement))] : periods;
}

/** A settlement that was recorded before may have been an estimate, made after the lease of its process expired. */
function correct(pool: pg.Pool, { records }: Settlement, settlement: JournalEntry): Promise<readonly SettledPeriod[]> {
  return correctInterrupted(
    pool,
    records.map(({ generation }) => generation.id),
    settlement,
  );
}

/** The windows of all commands, each once, ordered by key. */
function periodsOf(commands: readonly LedgerCommand[]): readonly PeriodId[] {
  const periods = new Map<string, PeriodId>();
  for (const command of commands) {
    if (command.type === 'begin') continue;
    const touched = command.type === 'reserve' ? command.request.options.flat() : command.periods;
    for (const period of touched) periods.set(periodKey(period), period);
  }
  return [...periods.values()].sort((left, right) => compare(periodKey(left), periodKey(right)));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The locked windows, updated by the settlements of the same transaction. */
function asSettled(locked: readonly Period[], settled: readonly SettledPeriod[]): readonly Period[] {
  const changed = new Map(settled.map((period) => [periodKey(period), period]));
  return locked.map((period) => ({ ...period, ...pick(changed.get(periodKey(period))) }));
}

function pick(period: SettledPeriod | undefined): Pick<Period, 'spent' | 'reserved'> | null {
  return period === undefined ? null : { spent: period.spent, reserved: period.reserved };
}

async function reserveMoney(
  client: pg.ClientBase,
  commands: readonly ReserveCommand[],
  running: readonly Generation[],
  periods: readonly Period[],
  lease: Lease,
): Promise<readonly ReservationResult[]> {
  const generationIds = commands
    .filter(({ mayHaveReservation }) => mayHaveReservation)
    .map(({ request }) => request.generationId);
  const reservations = await readReservations(client, generationIds);
  const requests = commands.map(({ request }) => request);
  const { answers, reserved } = decideReservations(requests, periods, reservations);
  const granted = commands.flatMap(({ begin }, index) => {
    const option = answers[index]?.option ?? null;
    return option === null || begin === undefined ? [] : [begin(option)];
  });
  await writeReservations(client, reserved, [...running, ...granted], lease);
  return answers;
}
