import type { Adapter } from '@penstock/providers';
import {
  type Breakers,
  buildModelCall,
  type Call,
  type Clock,
  chooseDeployment,
  type Deployment,
  DeploymentHolds,
  type DueAttempt,
  type ExecutionEvent,
  executePlan,
  type HealthStore,
  HedgeThrottle,
  hedgeDelayMs,
  longestOutputTokens,
  type Model,
  outputLimitOf,
  type Plan,
  PrefillMemory,
  type Provider,
} from '@penstock/router';
import { modelOf, providerOf, type Rules } from '../rules/rules.ts';
import type { BatchedAnswer } from './batched-call.ts';
import { executeBatched } from './execute-batched.ts';
import type { GenerationTrace } from './generation-trace.ts';
import type { SessionPin } from './session-pins/session-pins.ts';
import type { Spending } from './spending.ts';

/** One round of a generation: a plan, and the call to its models. */
export type ExecutionRound = {
  /** The rules in force when the generation started. */
  rules: Rules;
  plan: Plan;
  call: Call;
  /** Tokens of the call's prompt. */
  inputTokens: number;
  /** Keeps the generation within its money limits. Null: no limit. */
  spending: Spending | null;
  /** The model and deployment that hold the session's prompt cache. Null or absent: none is known. */
  pin?: SessionPin | null;
  signal: AbortSignal;
  /** Whether readers can be told to forget the answer so far. */
  mayRestart: boolean;
  /** Whether a late attempt may get a second attempt beside it, if the policy allows it. */
  mayHedge: boolean;
  /** Null: not traced. */
  trace: GenerationTrace | null;
  /** The answer from a batch, read instead of a call. Null or absent: a model is called. */
  batched?: BatchedAnswer | null;
};

/** The dependencies of the execution of plans. */
export type ExecutionParts = {
  adapterFor(provider: Provider): Adapter;
  breakers: Breakers;
  health: HealthStore;
  clock: Clock;
  /** The most characters that one generation sends its caller, over all attempts. Default: the executor's limit. */
  generationCharacters?: number;
};

/** Connects the executor to the adapters and to the rules of each generation. */
export function createExecution(
  parts: ExecutionParts,
): (round: ExecutionRound) => AsyncIterable<readonly ExecutionEvent[]> {
  const { adapterFor, breakers, health, clock, generationCharacters } = parts;
  const isUsable = ({ providerId }: Deployment): boolean => health.readProvider(providerId).status !== 'UNAVAILABLE';
  const hedgeThrottle = new HedgeThrottle();
  const deploymentHolds = new DeploymentHolds(clock);
  const choose = (model: Model, failedIds: ReadonlySet<string>, pin: SessionPin | null): Deployment =>
    chooseDeployment(model, {
      failedIds,
      isUsable,
      isHeld: (deployment) => deploymentHolds.isHeld(model, deployment),
      ...(pin?.modelId === model.id && { warmId: pin.deploymentId }),
      random: Math.random(),
    });
  const shared = {
    deploymentHolds,
    breakers,
    health,
    prefillMemory: new PrefillMemory(),
    clock,
    random: Math.random,
    ...(generationCharacters !== undefined && { generationCharacters }),
  };
  return (round) => {
    if (round.batched != null) return readBatched(round, round.batched, parts);
    const { rules, plan, inputTokens, spending, signal, mayRestart, trace } = round;
    const services = {
      ...shared,
      chooseDeployment: (model: Model, failedIds: ReadonlySet<string>) => choose(model, failedIds, round.pin ?? null),
      adapters: { adapterFor: (providerId: string) => adapterFor(providerOf(rules, providerId)) },
      settingsFor: (providerId: string) => providerOf(rules, providerId),
      modelOf: (modelId: string) => modelOf(rules, modelId),
    };
    const { hedging, reroutesFiltered } = rules.policy.features;
    return executePlan(services, {
      plan,
      inputTokens,
      signal,
      mayRestart,
      reroutesFiltered,
      ...(hedging !== null &&
        round.mayHedge && {
          hedging: {
            afterMs: (modelId: string) => hedgeDelayMs(hedging, health.read(modelId)),
            throttle: hedgeThrottle,
          },
        }),
      call: (model, deployment) => {
        const call = buildModelCall(round.call, inputTokens, model, deployment, boundOf(model, round));
        return trace === null ? call : { ...call, headers: trace.headersFor(model.id, deployment.id) };
      },
      ...(spending === null
        ? null
        : {
            admit: (attempt: DueAttempt) => spending.admit(attempt, inputTokens),
            withdraw: () => spending.withdraw(),
          }),
    });
  };
}

/** Reads the answer of a batch instead of calling a model. */
function readBatched(
  round: ExecutionRound,
  batched: BatchedAnswer,
  { adapterFor, clock, generationCharacters }: ExecutionParts,
): AsyncIterable<readonly ExecutionEvent[]> {
  const { rules, inputTokens, mayRestart } = round;
  const model = modelOf(rules, batched.plan.candidates[0]?.modelId ?? '');
  const provider = rules.catalog.findProvider(batched.providerId);
  const bound = boundOf(model, round);
  return executeBatched({
    batched,
    model,
    clock,
    mayRestart,
    adapter: provider === undefined ? null : adapterFor(provider),
    call: (_, deployment) => buildModelCall(round.call, inputTokens, model, deployment, bound),
    mostOutputTokens: longestOutputTokens(model, inputTokens, bound ?? outputLimitOf(round.call)),
    ...(generationCharacters !== undefined && { generationCharacters }),
  });
}

/**
 * The output limit of a candidate. A cost limit can make it lower than requested. If money is reserved, a limit is
 * always sent, since the provider's own may be higher.
 */
function boundOf(model: Model, { plan, call, inputTokens, spending }: ExecutionRound): number | null {
  if (call.type !== 'chat') return null;
  const candidate = plan.candidates.find(({ modelId }) => modelId === model.id);
  if (candidate === undefined) return null;
  return spending?.outputLimit(candidate, model, inputTokens) ?? candidate.maxOutputTokens;
}
