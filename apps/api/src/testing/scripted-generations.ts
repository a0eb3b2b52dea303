import { v7 } from 'uuid';
import { ServiceError } from '../errors/service-error.ts';
import type { QueuedValues } from '../events/queued-values.ts';
import type { EventLog } from '../generation/event-log.ts';
import type { Generation, SettledAttempt } from '../generation/generation.ts';
import type { GenerationEvent, GenerationEventBody } from '../generation/generation-event.ts';
import { type FeedEvent, GenerationFeed } from '../generation/generation-feed.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { Generations, OpenedGeneration } from '../generation/generations.ts';
import type { Leaving } from '../generation/leaving.ts';
import { sampleGeneration } from './sample-generation.ts';
import { TextEventLog } from './text-event-log.ts';

/** The next step of a scripted generation. */
export type Step =
  | { text: string }
  | { waitMs: number }
  | { event: GenerationEventBody }
  | { fail: NonNullable<Generation['failure']>; attempts?: readonly SettledAttempt[] };

type Live = { generation: Generation; log: EventLog; isCancelled: boolean; ended: Promise<Generation> };

/**
 * Generations that follow a script instead of calling models. Their readers get events that were converted to JSON text
 * and back.
 */
export class ScriptedGenerations implements Generations {
  /** The feed behind `watch`. */
  readonly feed = new GenerationFeed({
    publish: () => {},
    watch: (listener) => {
      this.tellElsewhere = listener;
      return () => {};
    },
  });
  /** Sends an event of another replica to readers of the feed. */
  tellElsewhere: (event: FeedEvent) => void = () => {};
  /** The script of the next generations. It may throw, as admission does. */
  script: (request: GenerationRequest) => readonly Step[];
  /** Every request that was started, in order. */
  readonly requests: GenerationRequest[] = [];
  /** When upstreams were aborted, epoch milliseconds. */
  readonly abortedAt: number[] = [];
  readonly #all = new Map<string, Live>();
  #running = 0;

  constructor(script: (request: GenerationRequest) => readonly Step[]) {
    this.script = script;
  }

  async plan(_request: GenerationRequest): Promise<{ plan: Generation['plan']; inputTokens: number }> {
    return { plan: sampleGeneration().plan, inputTokens: 12 };
  }

  async enterBatch(): Promise<null> {
    return null;
  }

  async leaveBatch(): Promise<void> {}

  async start(request: GenerationRequest): Promise<Generation> {
    return this.#launch(request).generation;
  }

  async open(request: GenerationRequest, _leaving?: () => Leaving, isUnmerged?: boolean): Promise<OpenedGeneration> {
    const { generation, log } = this.#launch(request);
    return { generation, events: log.read(0, undefined, isUnmerged) };
  }

  async run(request: GenerationRequest, signal: AbortSignal, id?: string): Promise<Generation> {
    const live = this.#launch(request, id);
    signal.addEventListener('abort', () => this.#abort(live));
    return live.ended;
  }

  attach(
    id: string,
    after: number,
    _leaving?: () => Leaving,
    isUnmerged?: boolean,
  ): AsyncIterableIterator<GenerationEvent> {
    const live = this.#all.get(id);
    if (live === undefined) throw new ServiceError('NOT_FOUND', `Generation ${id} has no events here.`);
    return live.log.read(after, undefined, isUnmerged);
  }

  async cancel(id: string): Promise<Generation | null> {
    const live = this.#all.get(id);
    if (live === undefined) return null;
    this.#abort(live);
    return live.ended;
  }

  async askToCancel(): Promise<void> {}

  async forget(id: string): Promise<void> {
    this.#all.delete(id);
  }

  async locate(id: string): Promise<Generation | null> {
    return this.find(id);
  }

  find(id: string): Generation | null {
    return this.#all.get(id)?.generation ?? null;
  }

  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent> {
    return this.feed.watch(takes);
  }

  runningCount(): number {
    return this.#running;
  }

  /** The number of readers over all generations. */
  readerCount(): number {
    return [...this.#all.values()].reduce((sum, { log }) => sum + log.readerCount, 0);
  }

  async close(): Promise<void> {
    for (const live of this.#all.values()) this.#abort(live);
  }

  #abort(live: Live): void {
    if (live.log.hasEnded || live.isCancelled) return;
    live.isCancelled = true;
    this.abortedAt.push(Date.now());
  }

  #launch(request: GenerationRequest, id: string = v7()): Live {
    const steps = this.script(request);
    this.requests.push(request);
    const generation = sampleGeneration({
      id,
      request,
      status: 'RUNNING',
      text: '',
      attempts: [],
      modelId: null,
      providerId: null,
      cost: null,
      settledAtMs: null,
    });
    const live: Live = {
      generation,
      log: new TextEventLog(id, () => {
        if (!request.delivery.isDetached) this.#abort(live);
      }),
      isCancelled: false,
      ended: Promise.resolve(generation),
    };
    live.ended = this.#follow(live, steps);
    this.#all.set(id, live);
    return live;
  }

  async #follow(live: Live, steps: readonly Step[]): Promise<Generation> {
    this.#running++;
    // The starter attaches within this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    live.log.append({ type: 'started', plan: live.generation.plan, inputTokens: 12 });
    for (const step of steps) {
      if (live.isCancelled) break;
      if ('text' in step) {
        live.generation = { ...live.generation, text: live.generation.text + step.text };
        live.log.append({ type: 'text-delta', text: step.text });
      } else if ('event' in step) {
        live.log.append(step.event);
      } else if ('waitMs' in step) {
        await this.#wait(live, step.waitMs);
      } else {
        return this.#end(live, { status: 'FAILED', failure: step.fail, attempts: step.attempts ?? [] });
      }
    }
    return this.#end(live, live.isCancelled ? { status: 'CANCELLED' } : completed);
  }

  async #wait(live: Live, ms: number): Promise<void> {
    const until = Date.now() + ms;
    while (!live.isCancelled && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(5, ms)));
    }
  }

  #end(live: Live, changes: Partial<Generation>): Generation {
    this.#running--;
    const generation = { ...live.generation, ...changes, settledAtMs: Date.now(), latencyMs: 820 };
    live.generation = generation;
    live.log.append(endingOf(generation));
    live.log.end();
    return generation;
  }
}

const { attempts, modelId, providerId, cost } = sampleGeneration();
const completed: Partial<Generation> = { status: 'COMPLETED', attempts, modelId, providerId, cost };

function endingOf(generation: Generation): GenerationEventBody {
  if (generation.status === 'COMPLETED') return { type: 'completed', generation };
  if (generation.failure === null) return { type: 'cancelled', generation };
  return { type: 'failed', generation, code: generation.failure.code, message: generation.failure.message };
}
