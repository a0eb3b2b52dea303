import { isDatabaseUnavailable } from '../database/is-database-unavailable.ts';
import type { Template } from './template.ts';

/** `template` null: there is none of that version. `latest` is the newest version; null if no template has the name. */
export type FoundTemplate = { template: Template | null; latest: number | null };

type Read = (workspaceId: string | null, name: string, version: number | null) => Promise<FoundTemplate>;

/** The result of a read, its time, and its approximate number of characters. */
type Entry = { found: FoundTemplate; readAtMs: number; characters: number };

/** The time for which a name is not read again, milliseconds. Another replica may save it meanwhile. */
const freshMs = 1_000;
/** The most entries, and the most characters of all entries. */
export const cacheBounds = { entries: 1_000, characters: 16_777_216 } as const;

/**
 * The templates in use, read at most once a second. While the database is unavailable, the last read is used. Drops the
 * least recently used first.
 */
export class TemplateCache {
  readonly #read: Read;
  readonly #nowMs: () => number;
  readonly #entries = new Map<string, Entry>();
  /** Reads under way, which further requests share. */
  readonly #reads = new Map<string, Promise<FoundTemplate>>();
  #characters = 0;
  #changes = 0;

  /** `nowMs`: a monotonic clock. */
  constructor(read: Read, nowMs: () => number = () => performance.now()) {
    this.#read = read;
    this.#nowMs = nowMs;
  }

  async find(...asked: Parameters<Read>): Promise<FoundTemplate> {
    const key = JSON.stringify(asked);
    const known = this.#entries.get(key);
    if (known !== undefined && this.#nowMs() - known.readAtMs < freshMs) {
      this.#keep(key, known);
      return known.found;
    }
    const shared = this.#reads.get(key);
    if (shared !== undefined) return shared;
    const read = this.#readAgain(key, asked, known);
    this.#reads.set(key, read);
    try {
      return await read;
    } finally {
      if (this.#reads.get(key) === read) this.#reads.delete(key);
    }
  }

  /** Called after a change: earlier reads, and reads under way, are not used any more. */
  clear(): void {
    this.#entries.clear();
    this.#reads.clear();
    this.#characters = 0;
    this.#changes++;
  }

  async #readAgain(key: string, asked: Parameters<Read>, known: Entry | undefined): Promise<FoundTemplate> {
    const readAtMs = this.#nowMs();
    const changes = this.#changes;
    let entry: Entry;
    try {
      const found = await this.#read(...asked);
      entry = { found, readAtMs, characters: key.length + charactersOf(found.template) };
    } catch (error) {
      if (known === undefined || !isDatabaseUnavailable(error)) throw error;
      entry = { ...known, readAtMs: this.#nowMs() };
    }
    if (changes === this.#changes) this.#keep(key, entry);
    return entry.found;
  }

  #keep(key: string, entry: Entry): void {
    this.#drop(key);
    this.#entries.set(key, entry);
    this.#characters += entry.characters;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= cacheBounds.entries && this.#characters <= cacheBounds.characters) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#characters -= this.#entries.get(key)?.characters ?? 0;
    this.#entries.delete(key);
  }
}

/** The approximate number of characters of one version. */
export function charactersOf(content: Pick<Template, 'messages' | 'variables'> | null): number {
  return content === null ? 0 : JSON.stringify(content.messages).length + JSON.stringify(content.variables).length;
}
