import type { AttemptRecord, Clock, ExecutionEvent } from '@penstock/router';
import type { Workspaces } from '../../access/workspaces.ts';
import type { SchemaChecks } from '../../json-schema/schema-checks.ts';
import type { Rules } from '../../rules/rules.ts';
import type { TemplateSource } from '../../templates/templates.ts';
import type { Caching } from '../caching.ts';
import type { ClientNames } from '../client-names.ts';
import type { ExecutionRound } from '../create-execution.ts';
import type { OpenEventLog } from '../event-log.ts';
import type { Generation, RunningCall, SettledAttempt } from '../generation.ts';
import type { Account, GenerationLedger, RemainingBudgets } from '../generation-ledger.ts';
import type { GenerationObserver } from '../generation-observer.ts';
import type { GenerationRequest } from '../generation-request.ts';
import type { GenerationTrace } from '../generation-trace.ts';
import type { HeldMemory, MemoryShare } from '../held-memory.ts';
import type { LiveGeneration, Outcome } from '../live-generation.ts';
import type { PlannedRequest, Planner } from '../planned-request.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { ResponseCache } from '../response-cache.ts';
import type { SessionPin, SessionPins } from '../session-pins/session-pins.ts';
import type { Spending } from '../spending.ts';
import type { StateMemory } from '../state-memory.ts';

/**
 * One stage in the life of a generation. It gets the state so far, does its part, and calls `next` with the new state.
 * `next` resolves when the generation has ended; a stage may do more then. A stage that throws before `next` refuses the
 * request.
 */
export type Stage<In, Out> = (state: In, next: Next<Out>, tools: StageTools) => Promise<void>;

/** The stages that follow. */
export type Next<State> = (state: State) => Promise<void>;

/** What every generation has from the start. */
export type Asked = {
  /** UUID version 7. */
  id: string;
  request: GenerationRequest;
  /** Those that it runs under, to its end. */
  rules: Rules;
  /** When it was asked for: epoch milliseconds, and by the clock that is never set. */
  nowMs: number;
  elapsedMs: number;
  /** Left out, it is not traced. */
  trace?: GenerationTrace;
  /** What it holds of the process's memory. Absent where it is only planned. */
  share?: MemoryShare;
  /** Takes the generation as soon as it runs. Throws a `ServiceError` where none may begin any more. */
  started(live: LiveGeneration): void;
};

/**
 * A step before planning that may take time. It calls `next` with the request to go on with: as it came, or with another
 * `request`. It may refuse the request by a `ServiceError`, and may look at how it ended when `next` resolves.
 */
export type PrepareStage = Stage<Asked, Asked>;

/** A request with its plan. */
export type Planned = Asked & {
  planned: PlannedRequest;
  /** What it may spend; null where no budget binds it. */
  account: Account | null;
  /** What the hard budgets had left for the plan; null where none limits it. */
  remainders: RemainingBudgets | null;
  /** Plans the same request again, with what the budgets have left by now. */
  planAgain: Planner;
};

/** A request whose answer was looked for in the response cache; `caching` null: it was not asked for. */
export type Recalled = Planned & { caching: Caching | null };

/** A request that can be served and paid. */
export type Reserved = Asked & {
  planned: PlannedRequest;
  caching: Caching | null;
  /** Keeps it within its budgets and its cost limit; null where nothing limits it. */
  spending: Spending | null;
};

/** A generation whose models have been called. `request`: as it was planned, with the bytes of its images. */
export type Ran = { live: LiveGeneration; request: GenerationRequest; outcome: Outcome; caching: Caching | null };

/** A generation with its final figures. */
export type Settled = Ran & { generation: Generation };

/** What the stages need from around them. */
export type StageTools = {
  clock: Clock;
  /** The account of what generations hold in memory. */
  memory: HeldMemory;
  /** Compiles the schemas of requests, and checks answers against them. */
  schemas: Pick<SchemaChecks, 'prepare' | 'check'>;
  ledger: GenerationLedger;
  /** The limits of keys. */
  rateLimiter: Pick<RateLimiter, 'admit'>;
  /** Answers to calls that were made before. */
  responses: ResponseCache;
  templates: TemplateSource;
  /** The workspaces that exist. */
  workspaces: Workspaces;
  /** What providers want back with the next turn. */
  states: StateMemory;
  /** How clients are told apart in tags. */
  clientNames: ClientNames;
  /** Makes the planner of a request under these rules, as things stand at this moment. */
  planner(request: GenerationRequest, rules: Rules, pin: SessionPin | null): Planner;
  /** Where sessions are. */
  sessions: SessionPins;
  /** Called for each plan that is carried out, before anything else is planned. Left out, they are not counted. */
  onAdmitted?(): void;
  /** Carries out a plan, attempt by attempt. */
  execute(round: ExecutionRound): AsyncIterable<readonly ExecutionEvent[]>;
  /** Adds tokens and money to an attempt that is over. */
  settleAttempt(attempt: AttemptRecord, inputTokens: number, rules: Rules): SettledAttempt;
  /** Says what a call has come to whose process ends before it. */
  estimate(request: GenerationRequest, inputTokens: number, rules: Rules): (call: RunningCall) => SettledAttempt;
  /** Makes the event log of each generation. Left out, events are kept in the memory of this process. */
  openEventLog?: OpenEventLog;
  /** How long a generation waits for a reader whose connection was lost, milliseconds. Default 15,000. */
  readerGraceMs?: number;
  /** Told of each attempt that has ended. Left out: no metrics. */
  observer?: GenerationObserver;
  /** Told of errors that no stage expects. */
  onFault(error: unknown, generationId: string): void;
};
