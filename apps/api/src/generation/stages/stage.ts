import type { AttemptRecord, Clock, ExecutionEvent } from '@penstock/router';
import type { Workspaces } from '../../access/workspaces.ts';
import type { SchemaChecks } from '../../json-schema/schema-checks.ts';
import type { Rules } from '../../rules/rules.ts';
import type { TemplateSource } from '../../templates/templates.ts';
import type { BoundedLabel } from '../bounded-label.ts';
import type { Caching } from '../caching.ts';
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
 * `next` resolves when the generation has ended; the stage may do more work then. A stage that throws before `next`
 * refuses the request.
 */
export type Stage<In, Out> = (state: In, next: Next<Out>, tools: StageTools) => Promise<void>;

/** The following stages. */
export type Next<State> = (state: State) => Promise<void>;

/** The state of every generation at its start. */
export type Asked = {
  /** UUID version 7. */
  id: string;
  request: GenerationRequest;
  /** The rules in force when it started. */
  rules: Rules;
  /** The time of the request: epoch milliseconds, and milliseconds of the monotonic clock. */
  nowMs: number;
  elapsedMs: number;
  /** Absent: not traced. */
  trace?: GenerationTrace;
  /** The memory that it holds. Absent if it is only planned. */
  share?: MemoryShare;
  /** Takes the generation as soon as it runs. Throws a `ServiceError` if no generation may begin any more. */
  started(live: LiveGeneration): void;
};

/**
 * A step before planning that may take time. It calls `next` with the same request or with a changed one. It may refuse
 * the request with a `ServiceError`. It may look at the outcome when `next` resolves. A step that puts messages in
 * front adds their number to `ownMessages` of the request's thread.
 */
export type PrepareStage = Stage<Asked, Asked>;

/** A request with its plan. */
export type Planned = Asked & {
  planned: PlannedRequest;
  /** The account of its reservations; null if no budget applies. */
  account: Account | null;
  /** The amounts that the hard budgets had left for the plan; null if none applies. */
  remainders: RemainingBudgets | null;
  /** Plans the same request again, with the amounts that the budgets have left by now. */
  planAgain: Planner;
};

/** A request after the lookup in the response cache. `caching` null: no lookup was requested. */
export type Recalled = Planned & { caching: Caching | null };

/** A request that can be served and paid. */
export type Reserved = Asked & {
  planned: PlannedRequest;
  caching: Caching | null;
  /** Keeps it within its budgets and its cost limit; null if there is no limit. */
  spending: Spending | null;
};

/** A generation whose models have been called. `request`: as it was planned, with the bytes of its images. */
export type Ran = { live: LiveGeneration; request: GenerationRequest; outcome: Outcome; caching: Caching | null };

/** A generation with its final figures. */
export type Settled = Ran & { generation: Generation };

/** The dependencies of the stages. */
export type StageTools = {
  clock: Clock;
  /** The account of the memory that generations hold. */
  memory: HeldMemory;
  /** Compiles the schemas of requests, and checks answers against them. */
  schemas: Pick<SchemaChecks, 'prepare' | 'check'>;
  ledger: GenerationLedger;
  /** The limits of keys. */
  rateLimiter: Pick<RateLimiter, 'admit'>;
  /** The cached answers of earlier calls. */
  responses: ResponseCache;
  templates: TemplateSource;
  /** The workspaces that exist. */
  workspaces: Workspaces;
  /** The provider state of answers, for the next turn. */
  states: StateMemory;
  /** The names of callers' programs, which become tags. */
  clientNames: BoundedLabel;
  /** Makes the planner of a request under these rules, from the current state. */
  planner(request: GenerationRequest, rules: Rules, pin: SessionPin | null): Planner;
  /** The pins of sessions. */
  sessions: SessionPins;
  /** Called for each plan that is carried out, before anything else is planned. Absent: they are not counted. */
  onAdmitted?(): void;
  /** Carries out a plan, attempt by attempt. */
  execute(round: ExecutionRound): AsyncIterable<readonly ExecutionEvent[]>;
  /** Adds tokens and money to an attempt that is over. */
  settleAttempt(attempt: AttemptRecord, inputTokens: number, rules: Rules): SettledAttempt;
  /** Returns a function that estimates a call whose process ends first. */
  estimate(request: GenerationRequest, inputTokens: number, rules: Rules): (call: RunningCall) => SettledAttempt;
  /** Makes the event log of each generation. Absent: events stay in the memory of this process. */
  openEventLog?: OpenEventLog;
  /** How long a generation waits for a reader whose connection was lost, milliseconds. Default 15,000. */
  readerGraceMs?: number;
  /** Told of each attempt that has ended. Absent: no metrics. */
  observer?: GenerationObserver;
  /** Told of errors that no stage expects. */
  onFault(error: unknown, generationId: string): void;
};
