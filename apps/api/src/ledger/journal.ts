import { mkdir, open, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseError } from '../database/database-error.ts';
import type { Log } from '../database/log.ts';
import { readLines } from './read-lines.ts';

/** A settlement as it is sent to the database: a statement and its parameters, those in binary as base64. */
export type JournalEntry = { statement: string; values: readonly (string | Buffer | null)[] };

const trialBytes = 1024 * 1024;

/** The longest line that is read, bytes: an entry holds one generation, whose parts have limits of their own. */
const longestLineBytes = 256 * 1024 * 1024;

/** At this size, and at every doubling of it, the log warns: only the disk bounds what is kept. Bytes. */
const warnAtBytes = 100 * 1024 * 1024;

/** One line of the file; a line without values names the statement of those that follow. */
type Line = { statement: string } | { values: readonly ({ base64: string } | string | null)[] };

/** How far a replay has come: the byte behind the last entry, and the statement in force there. */
type Progress = { offset: number; statement: string | null };

const beginning: Progress = { offset: 0, statement: null };

/**
 * What the database could not take, kept in a file until it can: appended, and synced to the disk before anyone is told
 * that it is durable. One process has it at a time.
 */
export class Journal {
  private readonly file: string;
  private readonly refusedFile: string;
  private readonly log: Log | null;
  private lastStatement: string | null = null;
  private pending: Promise<unknown> = Promise.resolve();
  private replaying: Promise<number> | null = null;
  private progress: Progress = beginning;
  private isKnownEmpty = false;
  private warnsAtBytes = warnAtBytes;

  constructor(file: string, log: Log | null = null) {
    this.file = file;
    this.refusedFile = `${file}.refused`;
    this.log = log;
  }

  /** Resolves when the entries are on the disk. Does not wait for a replay. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    return this.inTurn(async () => {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      this.isKnownEmpty = false;
      await this.write(entries);
    });
  }

  /**
   * Hands over every entry, the oldest first, and forgets them when all are written; what `write` says is refused is kept
   * aside, and so is a line that cannot be read. Rejects with what `write` threw otherwise: then all stay, and are handed over
   * again the next time. Holds one entry in memory at a time. Resolves to how many there were.
   */
  replay(write: (entry: JournalEntry) => Promise<'written' | 'refused'>): Promise<number> {
    this.replaying ??= this.handOver(write).finally(() => {
      this.replaying = null;
    });
    return this.replaying;
  }

  /** Throws a `DatabaseError`, one sentence for the operator, where the file is there and cannot be read. */
  async check(): Promise<void> {
    try {
      const handle = await open(this.file, 'r');
      try {
        if (!(await handle.stat()).isFile()) throw new Error('it is no file');
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (isMissing(error)) return;
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseError(
        `What is to be settled from ${this.file} cannot be read (${reason}): make that file readable for this user, or move it away to settle it later.`,
        { cause: error },
      );
    }
  }

  /** Whether there is room for some hundred entries more. */
  hasRoom(): Promise<boolean> {
    const trial = `${this.file}.trial`;
    return this.inTurn(async () => {
      try {
        await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
        await (await open(this.file, 'a', 0o600)).close();
        await writeFile(trial, Buffer.alloc(trialBytes), { mode: 0o600, flush: true });
        return true;
      } catch {
        return false;
      } finally {
        await rm(trial, { force: true }).catch(() => {});
      }
    });
  }

  private async handOver(write: (entry: JournalEntry) => Promise<'written' | 'refused'>): Promise<number> {
    let count = 0;
    this.progress = beginning;
    while (!this.isKnownEmpty) {
      const end = await this.inTurn(() => this.mark());
      count += await this.handOverTo(end, write);
      await this.inTurn(() => this.forget(end));
    }
    return count;
  }

  /** Where the file ends now. What comes after names its statement again. */
  private async mark(): Promise<number> {
    this.lastStatement = null;
    return this.size();
  }

  private async handOverTo(
    end: number,
    write: (entry: JournalEntry) => Promise<'written' | 'refused'>,
  ): Promise<number> {
    const { offset } = this.progress;
    let { statement } = this.progress;
    let count = 0;
    for await (const { text, endsAt } of readLines(this.file, {
      from: offset,
      to: end,
      longestBytes: longestLineBytes,
    })) {
      const line = text === null ? null : parseLine(text);
      if (line === null) {
        if (text !== '') await this.setAside(text);
      } else if ('statement' in line) statement = line.statement;
      else if (statement === null) await this.setAside(text);
      else {
        const entry = { statement, values: line.values.map(decode) };
        if ((await write(entry)) === 'refused') await appendText(this.refusedFile, toText([entry], null));
        count += 1;
      }
      this.progress = { offset: endsAt, statement };
    }
    return count;
  }

  /** Removes the file where all of it has been handed over. */
  private async forget(end: number): Promise<void> {
    if ((await this.size()) !== end) return;
    await rm(this.file, { force: true });
    this.lastStatement = null;
    this.isKnownEmpty = true;
    this.warnsAtBytes = warnAtBytes;
  }

  private async size(): Promise<number> {
    try {
      return (await stat(this.file)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  /** A line that a crash has cut was never synced, so nobody was told of it. One that was damaged later holds money. */
  private async setAside(text: string | null): Promise<void> {
    if (text !== null) await appendText(this.refusedFile, `${text}\n`);
    const what = text === null ? `A line of more than ${longestLineBytes} bytes` : 'A line';
    const where = text === null ? 'is left out' : `is set aside in ${this.refusedFile}`;
    this.log?.error(
      `${what} of ${this.file} cannot be read, as after a crash in the middle of writing it; it ${where}.`,
    );
  }

  private async write(entries: readonly JournalEntry[]): Promise<void> {
    const statementBefore = this.lastStatement;
    // Until all of it is on the disk, nobody knows whether the statement is.
    this.lastStatement = null;
    const size = await appendText(this.file, toText(entries, statementBefore));
    this.lastStatement = entries.at(-1)?.statement ?? null;
    if (size < this.warnsAtBytes) return;
    const mebibytes = Math.floor(size / 1024 / 1024);
    this.log?.warn(`${this.file} has grown to ${mebibytes} MiB, since the database is away; only its disk bounds it.`);
    while (this.warnsAtBytes <= size) this.warnsAtBytes *= 2;
  }

  /** One thing at a time. */
  private inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.pending.then(act);
    this.pending = result.catch(() => {});
    return result;
  }
}

/** `statementBefore`: that of the line before; it is not repeated. */
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
    // What a crash has left of a line must not run into this one.
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

/** Null for what this class did not write. */
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
