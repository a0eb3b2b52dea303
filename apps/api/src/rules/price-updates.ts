import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledListVersion, type PriceFeed, readPriceFeed } from '@penstock/router';
import { EnvHttpProxyAgent, fetch } from 'undici';

/** The methods of the log that are used here. */
type Log = { info(message: string): void; warn(message: string): void };

export type PriceUpdatesOptions = {
  /** The address of the feed; null: prices change only with the installed price list. */
  url: string | null;
  /** The folder for the last good prices. */
  home: string;
  log: Log;
  nowMs(): number;
  /** Called with changed prices. */
  onChange(prices: PriceFeed): void;
  /** The pause between two updates, milliseconds. Default: six hours. */
  intervalMs?: number;
};

/** The feed has about one megabyte. */
const mostBytes = 10_000_000;
const timeoutMs = 30_000;
const sixHoursMs = 6 * 3_600_000;
const fileName = 'prices.json';

/**
 * Keeps prices up to date from the feed of the price list. The last valid prices are stored in `home`, for starts
 * without a network. A feed that is unreadable or implausible changes nothing, and is logged once. Catalogs in use keep
 * their prices.
 */
export class PriceUpdates {
  readonly #options: PriceUpdatesOptions;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #text: string | null = null;
  #inForce: PriceFeed | null = null;
  #lastProblem: string | null = null;

  constructor(options: PriceUpdatesOptions) {
    this.#options = options;
  }

  /** The stored prices, if they are newer than the installed list; else null. Never throws. */
  async restore(): Promise<PriceFeed | null> {
    if (this.#options.url === null) return null;
    const text = await readFile(join(this.#options.home, fileName), 'utf8').catch(() => null);
    if (text === null || text.length > 2 * mostBytes) return null;
    try {
      const stored: { list?: unknown; version?: unknown; feed?: unknown } = JSON.parse(text);
      const { list, version, feed } = stored;
      if (list !== bundledListVersion || typeof version !== 'string' || typeof feed !== 'string') return null;
      const prices = readPriceFeed(feed, version, null);
      if (typeof prices === 'string') return null;
      this.#text = feed;
      this.#inForce = prices;
      return prices;
    } catch {
      // The next update replaces a broken file.
      return null;
    }
  }

  /** Updates now and then at intervals, in the background. */
  start(): void {
    if (this.#options.url === null || this.#closing.signal.aborted) return;
    this.#running ??= this.update().finally(() => {
      this.#running = null;
      if (this.#closing.signal.aborted) return;
      this.#timer = setTimeout(() => this.start(), this.#options.intervalMs ?? sixHoursMs);
      this.#timer.unref();
    });
  }

  /** Reads the feed once. Never throws. */
  async update(): Promise<void> {
    const { url, nowMs, onChange } = this.#options;
    if (url === null) return;
    const text = await this.#read(url).catch((error: unknown) => {
      if (!this.#closing.signal.aborted) this.#report(`it cannot be read (${reasonOf(error)})`, 'info');
      return null;
    });
    if (text === null || text === this.#text) return;
    const version = new Date(nowMs()).toISOString().slice(0, 10);
    const prices = readPriceFeed(text, version, this.#inForce);
    if (typeof prices === 'string') {
      this.#report(prices, 'warn');
      return;
    }
    this.#text = text;
    this.#inForce = prices;
    this.#lastProblem = null;
    onChange(prices);
    await this.#store(version, text);
  }

  /** Cancels the update under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  async #read(url: string): Promise<string> {
    await using dispatcher = new ProxyAgent();
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { signal, dispatcher: dispatcher.agent });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  async #store(version: string, feed: string): Promise<void> {
    const file = join(this.#options.home, fileName);
    const stored = JSON.stringify({ list: bundledListVersion, version, feed });
    try {
      await writeFile(`${file}.new`, stored, { mode: 0o600 });
      await rename(`${file}.new`, file);
    } catch (error) {
      this.#report(`it cannot be stored (${reasonOf(error)})`, 'warn');
    }
  }

  /** The same problem is logged once. */
  #report(problem: string, level: 'info' | 'warn'): void {
    if (problem === this.#lastProblem) return;
    this.#lastProblem = problem;
    this.#options.log[level](`The feed of prices is not used: ${problem}. The prices so far stay in force.`);
  }
}

/** The connections of one update, through HTTPS_PROXY if that is set. */
class ProxyAgent implements AsyncDisposable {
  readonly agent = new EnvHttpProxyAgent();

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent.destroy();
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message.slice(0, 200) : 'unknown';
}
