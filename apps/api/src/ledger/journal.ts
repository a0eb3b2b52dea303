import { mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseError } from '../database/database-error.ts';
import type { Log } from '../database/log.ts';
import { readLines } from './read-lines.ts';

/** A settlement as sent to the database: a statement and its parameters. Binary parameters are written as base64. */
export type JournalEntry = { statement: string; values: readonly (string | Buffer | null)[] };

const trialBytes = 1024 * 1024;

/** The longest line that is read, bytes. An entry holds one generation, whose parts have their own limits. */
const longestLineBytes = 256 * 1024 * 1024;

/** The log warns at this size and at each doubling, bytes. Only the disk limits the journal. */
const warnAtBytes = 100 * 1024 * 1024;

/** One line of the file. A line with `statement` applies to the lines after it. */
type Line = { statement: string } | { values: readonly ({ base64: string } | string | null)[] };

/** Progress of a replay: the byte after the last entry, and the statement that applies there. */
type Progress = { offset: number; statement: string | null };

const beginning: Progress = { offset: 0, statement: null };

/**
 * A file for settlements that the database could not accept. Entries are appended and synced before they count as
 * durable. Only one process may use the file at a time.
 */
export class Journal {
  readonly #file: string;
  readonly #refusedFile: string;
  readonly #log: Log | null;
  #lastStatement: string | null = null;
  #pending: Promise<unknown> = Promise.resolve();
  #replaying: Promise<number> | null = null;
  #progress: Progress = beginning;
  #isKnownEmpty = false;
  #warnsAtBytes = warnAtBytes;

  constructor(file: string, log: Log | null = null) {
    this.#file = file;
    this.#refusedFile = `${file}.refused`;
    this.#log = log;
  }

  /** Resolves when the entries are on the disk. Does not wait for a replay. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    return this.#inTurn(async () => {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
      this.#isKnownEmpty = false;
      await this.#write(entries);
    });
  }

  /**
   * Passes every entry to `write`, oldest first, and removes the file when all are written. Refused entries and
   * unreadable lines move to the file `.refused`. Rejects with the error of `write`; then all entries stay for the next
   * replay. Holds one entry in memory at a time. Resolves to the number of entries.
   */
  replay(write: (entry: JournalEntry) => Promise<'written' | 'refused'>): Promise<number> {
    this.#replaying ??= this.#handOver(write).finally(() => {
      this.#replaying = null;
    });
    return this.#replaying;
  }

  /** Throws a `DatabaseError`, one sentence for the operator, when the file exists but cannot be read. */
  async check(): Promise<void> {
    try {
      const handle = await open(this.#file, 'r');
      try {
        if (!(await handle.stat()).isFile()) throw new Error('it is not a file');
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (isMissing(error)) return;
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseError(
        `The settlements in ${this.#file} cannot be read (${reason}): make the file readable for this user, or move it away to settle it later.`,
        { cause: error },
      );
    }
  }

  /** Whether the disk has room for some hundred more entries. */
  hasRoom(): Promise<boolean> {
    const trial = `${this.#file}.trial`;
    return this.#inTurn(async () => {
      try {
        await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
        await (await open(this.#file, 'a', 0o600)).close();
        await writeFile(trial, Buffer.alloc(trialBytes), { mode: 0o600, flush: true });
        return true;
      } catch {
        return false;
      } finally {
        await rm(trial, { force: true }).catch(() => {});
      }
    });
  }

  async #handOver(write: (entry: JournalEntry) => Promise<'written' | 'refused'>): Promise<number> {
    let count = 0;
    this.#progress = beginning;
    while (!this.#isKnownEmpty) {
      const end = await this.#inTurn(() => this.#mark());
      count += await this.#handOverTo(end, write);
      await this.#inTurn(() => this.#forget(end));
    }
    return count;
  }

  /** The present end of the file. Entries after it repeat their statement. */
  async #mark(): Promise<number> {
    this.#lastStatement = null;
    return this.#size();
  }

  async #handOverTo(end: number, write: (entry: JournalEntry) => Promise<'written' | 'refused'>): Promise<number> {
    const { offset } = this.#progress;
    let { statement } = this.#progress;
    let count = 0;
    for await (const { text, endsAt } of readLines(this.#file, {
      from: offset,
      to: end,
      longestBytes: longestLineBytes,
    })) {
      const line = text === null ? null : parseLine(text);
      if (line === null) {
        if (text !== '') await this.#setAside(text);
      } else if ('statement' in line) statement = line.statement;
      else if (statement === null) await this.#setAside(text);
      else {
        const entry = { statement, values: line.values.map(decode) };
        if ((await write(entry)) === 'refused') await appendText(this.#refusedFile, toText([entry], null));
        count += 1;
      }
      this.#progress = { offset: endsAt, statement };
    }
    return count;
  }

  /** Removes the file if all of it has been replayed. */
  async #forget(end: number): Promise<void> {
    if ((await this.#size()) !== end) return;
    await rm(this.#file, { force: true });
    this.#lastStatement = null;
    this.#isKnownEmpty = true;
    this.#warnsAtBytes = warnAtBytes;
  }

  async #size(): Promise<number> {
    try {
      return (await stat(this.#file)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  /**
   * A line truncated by a crash was never synced, so it was never reported as durable. A line damaged later contains
   * money.
   */
  async #setAside(text: string | null): Promise<void> {
    if (text !== null) await appendText(this.#refusedFile, `${text}\n`);
    const what = text === null ? `A line of more than ${longestLineBytes} bytes` : 'A line';
    const where = text === null ? 'was skipped' : `was moved to ${this.#refusedFile}`;
    this.#log?.error(`${what} of ${this.#file} cannot be read, perhaps after a crash during its write; it ${where}.`);
  }

  async #write(entries: readonly JournalEntry[]): Promise<void> {
    const statementBefore = this.#lastStatement;
    // Until the append completes, the file may lack the statement.
    this.#lastStatement = null;
    const size = await appendText(this.#file, toText(entries, statementBefore));
    this.#lastStatement = entries.at(-1)?.statement ?? null;
    if (size < this.#warnsAtBytes) return;
    const mebibytes = Math.floor(size / 1024 / 1024);
    this.#log?.warn(
      `${this.#file} has grown to ${mebibytes} MiB because the database is unavailable; only the disk limits it.`,
    );
    while (this.#warnsAtBytes <= size) this.#warnsAtBytes *= 2;
  }

  /** Runs one operation at a time. */
  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#pending.then(act);
    this.#pending = result.catch(() => {});
    return result;
  }
}

/** `statementBefore`: the statement of the previous line, which is not repeated. */
function toText(entries: readonly JournalEntry[], statementBefore: string | null): string {
  let text = '';
  let before = statementBefore;
  for (const { statement, values } of entries) {
    if (statement !== before) text += `${JSON.stringify({ statement })}\n`;
    before = statement;
    text += `${JSON.stringify({ values: values.map(encode) })}\n`;
  }
  return text;
}

/** Appends to a file and syncs it. Returns its size, bytes. */
async function appendText(file: string, text: string): Promise<number> {
  const handle = await open(file, 'a', 0o600);
  try {
    // Keeps this line apart from a line that a crash truncated.
    await handle.appendFile((await handle.stat()).size === 0 ? text : `\n${text}`);
    await handle.datasync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

function encode(value: string | Buffer | null): { base64: string } | string | null {
  return Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value;
}

function decode(value: { base64: string } | string | null): string | Buffer | null {
  return typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value;
}

/** Null for a line that this class did not write. */
function parseLine(text: string): Line | null {
  try {
    const line = text === '' ? null : (JSON.parse(text) as unknown);
    return isLine(line) ? line : null;
  } catch {
    return null;
  }
}

function isLine(line: unknown): line is Line {
  if (typeof line !== 'object' || line === null) return false;
  if ('statement' in line) return typeof line.statement === 'string';
  return 'values' in line && Array.isArray(line.values) && line.values.every(isValue);
}

function isValue(value: unknown): boolean {
  if (value === null || typeof value === 'string') return true;
  return typeof value === 'object' && 'base64' in value && typeof value.base64 === 'string';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
