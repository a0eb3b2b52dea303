import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A settlement as it is sent to the database: a statement and its parameters, those in binary as base64. */
export type JournalEntry = { statement: string; values: readonly (string | Buffer | null)[] };

const trialBytes = 1024 * 1024;

/** One line of the file; a line without values names the statement of those that follow. */
type Line = { statement: string } | { values: readonly ({ base64: string } | string | null)[] };

/**
 * What the database could not take, kept in a file until it can: appended, and synced to the disk before anyone is told
 * that it is durable. One process has it at a time.
 */
export class Journal {
  private readonly file: string;
  private readonly refusedFile: string;
  private lastStatement: string | null = null;
  private pending: Promise<unknown> = Promise.resolve();
  private isKnownEmpty = false;

  constructor(file: string) {
    this.file = file;
    this.refusedFile = `${file}.refused`;
  }

  /** Resolves when the entries are on the disk. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    return this.inTurn(async () => {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await this.write(this.file, entries);
      this.isKnownEmpty = false;
    });
  }

  /**
   * Hands over every entry, the oldest first, and forgets them when all are written; what `write` says is refused is
   * kept aside. Rejects with what `write` threw otherwise: then all stay, and are handed over again the next time.
   */
  replay(write: (entry: JournalEntry) => Promise<'written' | 'refused'>): Promise<number> {
    return this.inTurn(async () => {
      if (this.isKnownEmpty) return 0;
      const entries = await this.read();
      const refused: JournalEntry[] = [];
      for (const entry of entries) if ((await write(entry)) === 'refused') refused.push(entry);
      if (refused.length > 0) {
        this.lastStatement = null;
        await this.write(this.refusedFile, refused);
      }
      await rm(this.file, { force: true });
      this.lastStatement = null;
      this.isKnownEmpty = true;
      return entries.length;
    });
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

  private async write(file: string, entries: readonly JournalEntry[]): Promise<void> {
    let statementBefore = this.lastStatement;
    let text = '';
    for (const { statement, values } of entries) {
      if (statement !== statementBefore) text += `${JSON.stringify({ statement })}\n`;
      statementBefore = statement;
      text += `${JSON.stringify({ values: values.map(encode) })}\n`;
    }
    // Until all of it is on the disk, nobody knows whether the statement is.
    this.lastStatement = null;
    await this.writeText(file, text);
    this.lastStatement = statementBefore;
  }

  private async writeText(file: string, text: string): Promise<void> {
    const handle = await open(file, 'a', 0o600);
    try {
      // What a crash has left of a line must not run into this one.
      await handle.appendFile((await handle.stat()).size === 0 ? text : `\n${text}`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  /** A line that is not whole was never synced, so that nobody was told of it. */
  private async read(): Promise<readonly JournalEntry[]> {
    const entries: JournalEntry[] = [];
    let statement: string | null = null;
    for (const text of (await readIfThere(this.file)).split('\n')) {
      const line = parseLine(text);
      if (line === null) continue;
      if ('statement' in line) statement = line.statement;
      else if (statement !== null) entries.push({ statement, values: line.values.map(decode) });
    }
    return entries;
  }

  /** One thing at a time. */
  private inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.pending.then(act);
    this.pending = result.catch(() => {});
    return result;
  }
}

function encode(value: string | Buffer | null): { base64: string } | string | null {
  return Buffer.isBuffer(value) ? { base64: value.toString('base64') } : value;
}

function decode(value: { base64: string } | string | null): string | Buffer | null {
  return typeof value === 'object' && value !== null ? Buffer.from(value.base64, 'base64') : value;
}

function parseLine(text: string): Line | null {
  try {
    // Nobody else writes this file.
    return text === '' ? null : (JSON.parse(text) as Line);
  } catch {
    return null;
  }
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
