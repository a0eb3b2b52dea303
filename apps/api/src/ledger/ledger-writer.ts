import type { MessagePart } from '@penstock/providers';
import type pg from 'pg';
import { GroupWriter, type GroupWriterLimits } from '../database/group-writer.ts';
import { isWorthRetrying } from '../database/is-worth-retrying.ts';
import type { Log } from '../database/log.ts';
import type { HeldMemory } from '../generation/held-memory.ts';
import type { LedgerCommand } from './command.ts';
import { correctInterrupted } from './correct-interrupted.ts';
import { flush, type Slices } from './flush.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { encodeRunning, type Lease } from './write-running.ts';
import { encodeSettlement, readThresholdAlerts, type SettledPeriod, writeSettlement } from './write-settlements.ts';

/** Writes ledger commands to the database in groups, or to the journal while the database is unavailable. */
export type LedgerWriter = {
  /** Resolves when the command is durable. Rejects when it cannot become durable. */
  write(command: LedgerCommand): Promise<void>;
  /** Whether the last commands reached neither the database nor the journal. */
  readonly isLosing: boolean;
  /** Whether commands go to the journal, because the database failed or took too long. */
  readonly isUnavailable: boolean;
  /** Commands that are not written yet, and the age of the oldest, milliseconds. */
  readonly queue: { count: number; oldestMs: number };
  /** Settles the entries of the journal. Rejects while the database is unavailable. */
  replay(): Promise<void>;
  /** Writes waiting commands. */
  close(): Promise<void>;
};

export type LedgerWriterTools = {
  pool: pg.Pool;
  log: Log;
  /** Without a journal, commands wait in memory for a minute. */
  journal?: Journal | undefined;
  /** The lease of reservations and of running generations. */
  lease: Lease;
  /** The slices of budgets to reserve from; null for none. */
  slices: Slices | null;
  limits: Partial<GroupWriterLimits>;
  /** The number of running generations. Each ends with a command. */
  running(): number;
  /** Called with every settled window; may be called twice after a lost confirmation. */
  onSettled(periods: readonly SettledPeriod[]): void;
  /** Called after each transaction, even if it failed. Default: not called. */
  onFlushed?: ((durationMs: number) => void) | undefined;
  /** Where the bytes of a group are counted while it is written. Default: nowhere. */
  memory?: Pick<HeldMemory, 'reserve' | 'release'> | undefined;
};

/** How long the database may fail to answer before the journal takes over, milliseconds. */
const unavailableAfterMs = 1_000;

/** How long an unavailable database may take to answer the probe, milliseconds. */
const probeMs = 1_000;

export function createLedgerWriter({
  pool,
  log,
  journal,
  lease,
  slices,
  limits,
  running,
  onSettled,
  onFlushed,
  memory,
}: LedgerWriterTools): LedgerWriter {
  /** Commands of earlier flushes. A flush that seemed to fail may still have been written. */
  const tried = new WeakSet<LedgerCommand>();

  async function notifyMissedAlerts(commands: readonly LedgerCommand[]): Promise<void> {
    const ids = commands.flatMap((command) => (command.type === 'settle' ? [command.record.generation.id] : []));
    onSettled(await readThresholdAlerts(pool, ids));
  }

  /** An entry stays in the journal for the next replay, unless the database refuses its data. */
  async function settleEntry(entry: JournalEntry): Promise<'written' | 'refused'> {
    try {
      const { periods, hasKnown } = await writeSettlement(pool, entry);
      onSettled(periods);
      const id = entry.values.at(-1);
      if (typeof id !== 'string') return 'written';
      if (hasKnown) onSettled(await correctInterrupted(pool, [id], entry));
      onSettled(await readThresholdAlerts(pool, [id]));
      return 'written';
    } catch (error) {
      if (isWorthRetrying(error)) throw error;
      log.error(
        { err: error },
        'The database refused a settlement of the journal; it was moved to the file .refused beside the journal.',
      );
      return 'refused';
    }
  }

  /** A group uses memory for one copy of its texts during the write, and for another in the connection. */
  async function holding<Result>(commands: readonly LedgerCommand[], act: () => Promise<Result>): Promise<Result> {
    const bytes = commands.reduce((sum, command) => sum + lengthOf(command), 0) * 2;
    memory?.reserve(bytes);
    try {
      return await act();
    } finally {
      memory?.release(bytes);
    }
  }

  const writer = new GroupWriter<LedgerCommand>(
    {
      async write(commands) {
        const again = commands.filter((command) => tried.has(command));
        for (const command of again) {
          if (command.type === 'reserve') Object.assign(command, { mayHaveReservation: true, isRepeated: true });
        }
        for (const command of commands) tried.add(command);
        const beganMs = performance.now();
        const write = holding(commands, () => flush(pool, commands, lease, slices));
        onSettled(await write.finally(() => onFlushed?.(performance.now() - beganMs)));
        await notifyMissedAlerts(again);
      },
      ...(journal === undefined
        ? null
        : {
            rescue: (commands) => holding(commands, () => journal.append(toEntries(commands, lease))),
            reportsRecovery: true,
          }),
      expected: running,
      lengthOf,
      summarize,
      name: 'entries of the ledger',
      log,
    },
    { groupSize: 256, ...(journal === undefined ? null : { giveUpMs: unavailableAfterMs }), ...limits },
  );

  return {
    write: (command) => writer.write(command),
    get isLosing() {
      return writer.isLosing;
    },
    get isUnavailable() {
      return writer.isUnavailable;
    },
    get queue() {
      return writer.queue;
    },
    async replay() {
      // Whether a write to the database failed. Then it is still unavailable, even if it answers the probe.
      let isRefusing = false;
      try {
        const count = await journal?.replay(async (entry) => {
          isRefusing = true;
          const outcome = await settleEntry(entry);
          isRefusing = false;
          writer.markAvailable();
          return outcome;
        });
        if (count !== undefined && count > 0)
          log.info(`The database is available again: ${count} settlements of the journal were written.`);
      } finally {
        if (writer.isUnavailable && !isRefusing) await pool.query(probe).then(() => writer.markAvailable());
      }
    },
    close: () => writer.close(),
  };
}

// The driver supports a timeout per query, but its types omit it.
const probe: pg.QueryConfig & { query_timeout: number } = { text: 'SELECT 1', query_timeout: probeMs };

/** Approximate number of characters that a command writes: those of the answer and the prompt. */
function lengthOf(command: LedgerCommand): number {
  if (command.type !== 'settle') return 0;
  const { parts, request } = command.record.generation;
  const { call } = request;
  let characters = 0;
  for (const part of parts) characters += lengthOfPart(part);
  if (call.type === 'embedding') return call.texts.reduce((sum, text) => sum + text.length, characters);
  for (const message of call.messages) {
    if (message.role === 'system') characters += message.text.length;
    else for (const part of message.parts) characters += lengthOfPart(part);
  }
  return characters;
}

function lengthOfPart(part: MessagePart): number {
  if ('text' in part) return part.text.length;
  return part.type === 'tool-call' ? part.arguments.length : 0;
}

/** One entry per settlement, so that a refusal affects only one settlement. Reservations are not stored. */
function toEntries(commands: readonly LedgerCommand[], lease: Lease): readonly JournalEntry[] {
  return commands.flatMap((command) => toEntry(command, lease) ?? []);
}

function toEntry(command: LedgerCommand, lease: Lease): JournalEntry | null {
  switch (command.type) {
    case 'reserve':
    case 'lower':
      return null;
    case 'begin':
      return encodeRunning(command.generations, lease);
    case 'settle': {
      const { record } = command;
      return encodeSettlement({ records: [record], releasedIds: [], runningIds: [record.generation.id] });
    }
    case 'release':
      return encodeSettlement({ records: [], releasedIds: [command.generationId] });
  }
}

/** The spending without the content, enough to bill it by hand. */
function summarize(command: LedgerCommand): object {
  if (command.type !== 'settle') return { type: command.type };
  const { id, status, request, attempts, createdAtMs } = command.record.generation;
  const { workspaceId, apiKeyId, executionId } = request.caller;
  const calls = attempts.map(({ modelId, outcome, tokens, cost }) => ({ modelId, outcome, tokens, cost }));
  return { id, status, workspaceId, apiKeyId, executionId, createdAt: new Date(createdAtMs).toISOString(), calls };
}
