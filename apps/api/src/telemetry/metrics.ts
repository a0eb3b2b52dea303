import { type TokenBucket, tokenBuckets } from '@penstock/providers';
import type { BreakerView } from '@penstock/router';
import { Counter, Gauge, Registry } from 'prom-client';
import { BoundedLabel } from '../generation/bounded-label.ts';
import type { SettledAttempt } from '../generation/generation.ts';
import type { GenerationObserver, GenerationResult } from '../generation/generation-observer.ts';
import { Durations } from './durations.ts';
import { type Series, Tally } from './tally.ts';

/** The sources that the metrics read at each scrape. */
export type MetricSources = {
  /** The ids of the catalog's models. */
  modelIds(): readonly string[];
  breakerState(modelId: string): BreakerView['state'];
  /** The number of readers of generations, running or ended. */
  openStreams(): number;
  runningGenerations(): number;
  /** Commands that wait for the database or are being written, and the age of the oldest. */
  ledgerQueue(): { count: number; oldestMs: number };
  /** Whether settlements go to the journal, because the database is unavailable. */
  isJournaling(): boolean;
};

/** Series of models beyond this number share the label `other`. */
export const mostLabelledModels = 1_000;

const latencyBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];
const firstTokenBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160];
const flushBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const loopBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];

const breakerValues: Readonly<Record<BreakerView['state'], number>> = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 };

const bucketNames: Readonly<Record<TokenBucket, string>> = {
  inputTokens: 'input',
  cachedInputTokens: 'cached_input',
  cacheWriteTokens: 'cache_write',
  outputTokens: 'output',
  reasoningTokens: 'reasoning',
};

/** The series of one model at one provider, each from its first count. */
type ModelSeries = {
  readonly labels: { readonly provider: string; readonly model: string };
  readonly attempts: Partial<Record<SettledAttempt['outcome'], Series>>;
  readonly tokens: Partial<Record<TokenBucket, Series>>;
  cost?: Series;
  unpriced?: Series;
};

/**
 * The metrics of this process in the format of Prometheus. Labels are only names of the service: endpoints, statuses,
 * providers, models, codes. No label is an id of a request, a key or a user.
 */
export class Metrics implements GenerationObserver {
  readonly #registry = new Registry();
  readonly #models = new BoundedLabel(mostLabelledModels);
  readonly #providers = new BoundedLabel(mostLabelledModels);
  /** By model and provider, as labels. To find each series by its labels takes longer than to count. */
  readonly #seriesOf = new Map<string, Map<string, ModelSeries>>();
  readonly #requests;
  readonly #generations;
  readonly #attempts;
  readonly #attemptDuration;
  readonly #firstToken;
  readonly #tokens;
  readonly #cost;
  readonly #unpriced;
  readonly #flush;
  readonly #loopDelay;

  constructor() {
    const ofModel = ['provider', 'model'] as const;
    this.#requests = new Tally(this.#registry, {
      name: 'penstock_requests_total',
      help: 'HTTP requests that have ended, by endpoint and status. 101: accepted WebSockets. none: cut before a status.',
      labelNames: ['endpoint', 'status'],
    });
    this.#generations = new Tally(this.#registry, {
      name: 'penstock_generations_total',
      help: 'Generations that have ended or were refused, by status and error code.',
      labelNames: ['status', 'code'],
    });
    this.#attempts = new Tally(this.#registry, {
      name: 'penstock_attempts_total',
      help: 'Attempts to call a model, by outcome. skipped: a breaker or a budget forbade the call. outrun: another attempt answered first.',
      labelNames: [...ofModel, 'outcome'],
    });
    this.#attemptDuration = new Durations(this.#registry, {
      name: 'penstock_attempt_duration_seconds',
      help: 'Duration of calls to models, from the request to the end of the answer.',
      labelNames: ofModel,
      buckets: latencyBuckets,
    });
    this.#firstToken = new Durations(this.#registry, {
      name: 'penstock_first_token_seconds',
      help: 'Time from the request to a model to the first token of its answer.',
      labelNames: ofModel,
      buckets: firstTokenBuckets,
    });
    this.#tokens = new Tally(this.#registry, {
      name: 'penstock_tokens_total',
      help: 'Tokens of calls to models, in disjoint buckets.',
      labelNames: [...ofModel, 'bucket'],
    });
    this.#cost = new Tally(this.#registry, {
      name: 'penstock_cost_usd_total',
      help: 'Cost of calls to models, US dollars.',
      labelNames: ofModel,
    });
    this.#unpriced = new Tally(this.#registry, {
      name: 'penstock_unpriced_attempts_total',
      help: 'Calls to models without a price. Their cost is not known and in no other metric.',
      labelNames: ofModel,
    });
    this.#flush = new Durations(this.#registry, {
      name: 'penstock_ledger_flush_seconds',
      help: 'Duration of the transactions of the ledger, those that failed included.',
      buckets: flushBuckets,
    });
    this.#loopDelay = new Durations(this.#registry, {
      name: 'penstock_event_loop_delay_seconds',
      help: 'How late timers run in the main thread, sampled every 100 ms.',
      buckets: loopBuckets,
    });
    this.#addProcess();
  }

  /** Adds the sources to read at each scrape. Called once. */
  read(sources: MetricSources): void {
    const registers = [this.#registry];
    this.#gauge('penstock_open_streams', 'Readers that hold a place in the events of a generation.', () =>
      sources.openStreams(),
    );
    this.#gauge('penstock_running_generations', 'Generations that run in this process.', () =>
      sources.runningGenerations(),
    );
    new Gauge({
      name: 'penstock_queue_length',
      help: 'Entries that wait in a queue of this process. ledger: settlements and reservations.',
      labelNames: ['queue'],
      registers,
      collect() {
        this.set({ queue: 'ledger' }, sources.ledgerQueue().count);
      },
    });
    this.#gauge('penstock_ledger_lag_seconds', 'Age of the oldest entry that the ledger has not written.', () => {
      return sources.ledgerQueue().oldestMs / 1_000;
    });
    this.#gauge(
      'penstock_ledger_journaling',
      '1 while settlements go to the journal, because the database is unavailable.',
      () => (sources.isJournaling() ? 1 : 0),
    );
    new Gauge({
      name: 'penstock_breaker_state',
      help: 'State of the circuit breaker of each model: 0 closed, 1 half-open, 2 open.',
      labelNames: ['model'],
      registers,
      collect() {
        this.reset();
        for (const model of sources.modelIds().slice(0, mostLabelledModels)) {
          this.set({ model }, breakerValues[sources.breakerState(model)]);
        }
      },
    });
  }

  /**
   * `status`: null for a request that was interrupted before its response began. `endpoint`: its path, such as
   * `/v1/models/*`.
   */
  requestEnded(endpoint: string, status: number | null): void {
    this.#requests.add({ endpoint, status: status === null ? 'none' : String(status) });
  }

  attemptEnded(attempt: SettledAttempt): void {
    const { outcome, tokens, cost } = attempt;
    const series = this.#modelSeries(this.#models.of(attempt.modelId), this.#providers.of(attempt.providerId));
    const { labels } = series;
    series.attempts[outcome] ??= this.#attempts.series({ ...labels, outcome });
    series.attempts[outcome].count++;
    if (outcome === 'skipped') return;
    this.#attemptDuration.add(attempt.latencyMs, labels);
    if (attempt.firstTokenMs !== null) this.#firstToken.add(attempt.firstTokenMs, labels);
    for (const bucket of tokenBuckets) {
      if (!(tokens[bucket] > 0)) continue;
      series.tokens[bucket] ??= this.#tokens.series({ ...labels, bucket: bucketNames[bucket] });
      series.tokens[bucket].count += tokens[bucket];
    }
    if (cost === null) {
      series.unpriced ??= this.#unpriced.series(labels);
      series.unpriced.count++;
    } else {
      series.cost ??= this.#cost.series(labels);
      series.cost.count += Math.max(0, cost.totalUsd);
    }
  }

  #modelSeries(model: string, provider: string): ModelSeries {
    let ofModel = this.#seriesOf.get(model);
    if (ofModel === undefined) {
      ofModel = new Map();
      this.#seriesOf.set(model, ofModel);
    }
    let series = ofModel.get(provider);
    if (series === undefined) {
      series = { labels: { provider, model }, attempts: {}, tokens: {} };
      ofModel.set(provider, series);
    }
    return series;
  }

  generationEnded({ status, code }: GenerationResult): void {
    this.#generations.add({ status: status.toLowerCase(), code: code ?? 'none' });
  }

  ledgerFlushed(durationMs: number): void {
    this.#flush.add(durationMs);
  }

  eventLoopDelayed(delayMs: number): void {
    this.#loopDelay.add(delayMs);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics as text. */
  write(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Uses the names of Prometheus' own clients. */
  #addProcess(): void {
    const registers = [this.#registry];
    const startedS = Date.now() / 1_000 - process.uptime();
    this.#gauge('process_resident_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
    this.#gauge('process_start_time_seconds', 'Start of the process, seconds since 1970.', () => startedS);
    new Counter({
      name: 'process_cpu_seconds_total',
      help: 'CPU time of the process, of all of its threads.',
      registers,
      collect() {
        const { user, system } = process.cpuUsage();
        this.reset();
        this.inc((user + system) / 1_000_000);
      },
    });
  }
}
