import { v7 as uuidVersion7 } from 'uuid';
import { type PlannedRequest, refuseUnservable } from './admit.ts';
import { defaultRetention, EndedGenerations, type Retention } from './ended-generations.ts';
import type { Generation } from './generation.ts';
import { GenerationError } from './generation-error.ts';
import type { GenerationEvent } from './generation-event.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { Generations } from './generations.ts';
import { LiveGeneration } from './live-generation.ts';
import { type RunTools, runGeneration } from './run-generation.ts';

/** What the service needs from around it. */
export type GenerationServiceTools = RunTools & {
  /** Plans a request as things stand at this moment. */
  planRequest(request: GenerationRequest): PlannedRequest;
  retention?: Retention;
};

/** Starts generations, keeps those in the air, and lets readers find them. */
export class GenerationService implements Generations {
  private readonly tools: GenerationServiceTools;
  private readonly running = new Map<string, { live: LiveGeneration; run: Promise<void> }>();
  private readonly ended: EndedGenerations;
  private isClosing = false;

  constructor(tools: GenerationServiceTools) {
    this.tools = tools;
    this.ended = new EndedGenerations(tools.retention ?? defaultRetention);
  }

  plan(request: GenerationRequest): PlannedRequest {
    return this.tools.planRequest(request);
  }

  async start(request: GenerationRequest): Promise<Generation> {
    return this.launch(request).snapshot();
  }

  async run(request: GenerationRequest, signal: AbortSignal): Promise<Generation> {
    const live = this.launch(request);
    const cancel = () => live.cancel();
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    try {
      return await live.ended;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  attach(id: string, after: number): AsyncIterableIterator<GenerationEvent> {
    const live = this.findLive(id);
    if (live === undefined) {
      throw new GenerationError(
        'NOT_FOUND',
        `Generation ${id} has no events here: it is unknown, or ended more than a few minutes ago. The query 'generation' knows its result.`,
      );
    }
    return live.log.read(after);
  }

  async cancel(id: string): Promise<Generation | null> {
    const live = this.findLive(id);
    if (live === undefined) return null;
    live.cancel();
    return live.ended;
  }

  find(id: string): Generation | null {
    return this.findLive(id)?.snapshot() ?? null;
  }

  runningCount(): number {
    return this.running.size;
  }

  async close(graceMs: number): Promise<void> {
    this.isClosing = true;
    const all = Promise.all([...this.running.values()].map(({ run }) => run));
    const grace = new AbortController();
    await Promise.race([all, this.tools.clock.sleep(graceMs, grace.signal).catch(() => {})]);
    grace.abort();
    for (const { live } of this.running.values()) live.cancel();
    await all;
  }

  private findLive(id: string): LiveGeneration | undefined {
    return this.running.get(id)?.live ?? this.ended.find(id, this.tools.clock.nowMs());
  }

  private launch(request: GenerationRequest): LiveGeneration {
    if (this.isClosing) {
      throw new GenerationError('INTERNAL', 'Penstock is shutting down; send the request again in a moment.');
    }
    const planned = this.plan(request);
    refuseUnservable(request, planned);
    const { clock } = this.tools;
    const nowMs = clock.nowMs();
    const live = new LiveGeneration({
      id: uuidVersion7(),
      request,
      ...planned,
      nowMs,
      elapsedMs: clock.elapsedMs(),
    });
    const run = runGeneration(live, this.tools).then(() => {
      this.running.delete(live.id);
      this.ended.add(live, clock.nowMs());
    });
    this.running.set(live.id, { live, run });
    return live;
  }
}
