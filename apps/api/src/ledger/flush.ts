import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import type { PeriodId } from './budget.ts';
import type { LedgerCommand } from './command.ts';
import { decideHolds, type Period, periodKey } from './decide-holds.ts';
import type { HoldAnswer } from './hold.ts';
import { lockPeriods } from './lock-periods.ts';
import { readHolds, writeHolds } from './write-holds.ts';
import { encodeSettlement, type SettledPeriod, writeSettlement } from './write-settlements.ts';

type HoldCommand = Extract<LedgerCommand, { type: 'hold' }>;

/**
 * Writes commands in one transaction: what has ended is settled, then what is asked for is held, so that what comes
 * free is there for those who wait. Returns the windows that settlements changed. `leaseMs`: how long what is held now
 * lasts unless it is renewed.
 */
export async function flush(
  pool: pg.Pool,
  commands: readonly LedgerCommand[],
  leaseMs: number,
): Promise<readonly SettledPeriod[]> {
  const settlement = encodeSettlement({
    records: commands.flatMap((command) => (command.type === 'settle' ? [command.record] : [])),
    releasedIds: commands.flatMap((command) => (command.type === 'release' ? [command.generationId] : [])),
  });
  const holds = commands.filter((command) => command.type === 'hold');
  if (holds.length === 0) return writeSettlement(pool, settlement);
  const { settled, answers } = await inTransaction(pool, async (client) => {
    const locked = await lockPeriods(client, periodsOf(commands));
    const settled = holds.length < commands.length ? await writeSettlement(client, settlement) : [];
    return { settled, answers: await holdMoney(client, holds, asSettled(locked, settled), leaseMs) };
  });
  for (const [index, command] of holds.entries()) command.answer = answers[index] ?? null;
  return settled;
}

/** All windows that commands touch, each once, in the order of their key. */
function periodsOf(commands: readonly LedgerCommand[]): readonly PeriodId[] {
  const periods = new Map<string, PeriodId>();
  for (const command of commands) {
    const touched = command.type === 'hold' ? command.request.ways.flat() : command.periods;
    for (const period of touched) periods.set(periodKey(period), period);
  }
  return [...periods.values()].sort((left, right) => compare(periodKey(left), periodKey(right)));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The locked windows with what the settlements of the same transaction made of them. */
function asSettled(locked: readonly Period[], settled: readonly SettledPeriod[]): readonly Period[] {
  const changed = new Map(settled.map((period) => [periodKey(period), period]));
  return locked.map((period) => ({ ...period, ...pick(changed.get(periodKey(period))) }));
}

function pick(period: SettledPeriod | undefined): Pick<Period, 'spent' | 'reserved'> | null {
  return period === undefined ? null : { spent: period.spent, reserved: period.reserved };
}

async function holdMoney(
  client: pg.ClientBase,
  commands: readonly HoldCommand[],
  periods: readonly Period[],
  leaseMs: number,
): Promise<readonly HoldAnswer[]> {
  const holders = commands.filter(({ mayHoldSome }) => mayHoldSome).map(({ request }) => request.generationId);
  const held = await readHolds(client, holders);
  const requests = commands.map(({ request }) => request);
  const { answers, holds } = decideHolds(requests, periods, held);
  await writeHolds(client, holds, leaseMs);
  return answers;
}
