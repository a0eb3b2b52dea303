import { isDatabaseUnavailable } from '../database/is-database-unavailable.ts';
import type { Template } from './template.ts';

/** `template` null: there is none of that version, and `latest` is the newest one; null where no template has the name. */
export type FoundTemplate = { template: Template | null; latest: number | null };

type Read = (workspaceId: string | null, name: string, version: number | null) => Promise<FoundTemplate>;

/** What was found, when, and about how many characters it holds. */
type Entry = { found: FoundTemplate; readAtMs: number; characters: number };

/** How long a name is not read again. Another replica may save it meanwhile. Milliseconds. */
const freshMs = 1_000;
/** Entries, and their characters together. */
export const cacheBounds = { entries: 1_000, characters: 16_777_216 } as const;

/**
 * The templates in use, read once a second at most. While the database is away, what was read last still serves. Drops the
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

  /** `nowMs`: a clock that is never set. */
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

  /** After a change: nothing that was read, or is being read, counts any more. */
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

/** Of one version, about. */
export function charactersOf(content: Pick<Template, 'messages' | 'variables'> | null): number {
  return content === null ? 0 : JSON.stringify(content.messages).length + JSON.stringify(content.variables).length;
}
