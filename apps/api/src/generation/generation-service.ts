import { v7 as uuidVersion7 } from 'uuid';
import type { SchemaChecks } from '../json-schema/schema-checks.ts';
import type { Rules } from '../rules/rules.ts';
import type { RulesLease } from '../rules/rules-store.ts';
import { within } from '../within.ts';
import { type PlannedRequest, refuseUnknown, refuseUnservable } from './admit.ts';
import { defaultRetention, EndedGenerations, type Retention } from './ended-generations.ts';
import type { OpenEventLog } from './event-log.ts';
import type { Generation } from './generation.ts';
import { GenerationError } from './generation-error.ts';
import type { GenerationEvent } from './generation-event.ts';
import { callerOf, type GenerationRequest } from './generation-request.ts';
import type { Generations, OpenedGeneration } from './generations.ts';
import { LiveGeneration } from './live-generation.ts';
import type { GenerationIdentity, Reserved } from './reserve.ts';
import { type RunTools, runGeneration } from './run-generation.ts';

/** What the service needs from around it. */
export type GenerationServiceTools = RunTools & {
  /** Compiles the schemas of requests, and checks answers against them. */
  schemas: Pick<SchemaChecks, 'prepare' | 'check'>;
  /** The rules in force, for one generation; released when it has ended. */
  takeRules(): RulesLease;
  /** Plans a request under these rules, as things stand at this moment. */
  planRequest(request: GenerationRequest, rules: Rules): PlannedRequest;
  /** Called for each plan that is carried out, before anything else is planned. Left out, nothing counts them. */
  onAdmitted?(): void;
  /** Whether what ends now could be recorded; what could not be is not begun. Left out, it always can. */
  canRecord?(): boolean | Promise<boolean>;
  /** Holds what a planned request may cost; null where nothing limits it. Left out, nothing ever does. */
  reserve?(
    request: GenerationRequest,
    planned: PlannedRequest,
    identity: GenerationIdentity,
    rules: Rules,
  ): Promise<Reserved> | null;
  /** What holding would make of a plan at this moment, without holding anything. Left out, nothing. */
  preview?(
    request: GenerationRequest,
    planned: PlannedRequest,
    identity: GenerationIdentity,
    rules: Rules,
  ): Promise<PlannedRequest>;
  /** Makes the event log of each generation. Left out, events are kept in the memory of this process. */
  openEventLog?: OpenEventLog;
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

  async plan(request: GenerationRequest): Promise<PlannedRequest> {
    await this.prepareSchema(request);
    const { rules, release } = this.tools.takeRules();
    try {
      const planned = this.tools.planRequest(request, rules);
      refuseUnknown(request, planned);
      const identity = { id: uuidVersion7(), nowMs: this.tools.clock.nowMs() };
      return (await this.tools.preview?.(request, planned, identity, rules)) ?? planned;
    } finally {
      release();
    }
  }

  async start(request: GenerationRequest): Promise<Generation> {
    return (await this.launch(request)).snapshot();
  }

  async open(request: GenerationRequest): Promise<OpenedGeneration> {
    const live = await this.launch(request);
    return { generation: live.snapshot(), events: live.log.read(0) };
  }

  async run(request: GenerationRequest, signal: AbortSignal): Promise<Generation> {
    const live = await this.launch(request);
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

  /** How many readers hold a place in the event log of a generation, running or ended. */
  readerCount(): number {
    let count = 0;
    for (const { live } of this.running.values()) count += live.log.readerCount;
    return count + this.ended.readerCount();
  }

  /** Takes nothing new, lets what runs end within `graceMs`, then interrupts the rest. Resolves when all is recorded. */
  async close(graceMs: number): Promise<void> {
    this.isClosing = true;
    const all = Promise.all([...this.running.values()].map(({ run }) => run));
    await within(graceMs, all);
    for (const { live } of this.running.values()) live.interrupt();
    await all;
  }

  private findLive(id: string): LiveGeneration | undefined {
    return this.running.get(id)?.live ?? this.ended.find(id, this.tools.clock.nowMs());
  }

  private async launch(request: GenerationRequest): Promise<LiveGeneration> {
    this.refuseWhenClosing();
    const lease = this.tools.takeRules();
    try {
      return await this.launchUnder(lease, request);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  private async launchUnder({ rules, release }: RulesLease, request: GenerationRequest): Promise<LiveGeneration> {
    const planned = this.tools.planRequest(request, rules);
    refuseUnservable(request, planned);
    this.tools.onAdmitted?.();
    const preparing = this.prepareSchema(request);
    if (preparing !== null) await preparing;
    const canRecord = this.tools.canRecord?.() ?? true;
    if (canRecord !== true && !(await canRecord)) throw new GenerationError('INTERNAL', unrecordable);
    const { clock } = this.tools;
    const facts = { id: uuidVersion7(), request, nowMs: clock.nowMs(), elapsedMs: clock.elapsedMs() };
    const { inputTokens } = planned;
    const reserving = this.tools.reserve?.(request, planned, facts, rules) ?? null;
    const { plan, spending } = reserving === null ? { plan: planned.plan, spending: null } : await reserving;
    if (this.isClosing) spending?.release();
    this.refuseWhenClosing();
    const { openEventLog } = this.tools;
    const live = new LiveGeneration({ ...facts, rules, plan, inputTokens, spending, openEventLog });
    const run = runGeneration(live, this.tools).then(() => {
      release();
      this.running.delete(live.id);
      this.ended.add(live, clock.nowMs());
    });
    this.running.set(live.id, { live, run });
    return live;
  }

  /** Null where nothing takes time. Rejects before any provider is called. */
  private prepareSchema(request: GenerationRequest): Promise<void> | null {
    const { responseFormat } = request;
    if (responseFormat.type !== 'json-schema') return null;
    const compiling = this.tools.schemas.prepare(responseFormat.schema, callerOf(request));
    return (
      compiling?.then((problem) => {
        if (problem !== null)
          throw new GenerationError('BAD_USER_INPUT', `The JSON schema cannot be used: ${problem}.`);
      }) ?? null
    );
  }

  private refuseWhenClosing(): void {
    if (!this.isClosing) return;
    throw new GenerationError('INTERNAL', 'Penstock is shutting down; send the request again in a moment.');
  }
}

const unrecordable =
  'No model is called, since neither the database nor the journal takes a record of it, as when their disk is full; the log says more.';
