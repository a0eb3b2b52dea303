import { type Adapter, InvalidResponseError, type ModelRequest, type StreamEvent } from '@penstock/providers';
import {
  type CallSettings,
  type Clock,
  DeploymentHolds,
  type ExecutePlanOptions,
  type ExecutionEvent,
  executePlan,
  LocalBreakers,
  type Model,
  PrefillMemory,
} from '@penstock/router';
import type { BatchedAnswer } from './batched-call.ts';

/** The input of `executeBatched`. */
export type BatchedExecution = {
  batched: BatchedAnswer;
  model: Model;
  /** The provider's adapter. Null: the provider has left the policy. */
  adapter: Adapter | null;
  clock: Clock;
  /** Builds the call, which decides how the answer is read. */
  call: ExecutePlanOptions['call'];
  /** The output limit that the model was given, tokens. */
  mostOutputTokens: number;
  mayRestart: boolean;
  /** The most characters of the answer. Default: the executor's limit. */
  generationCharacters?: number;
};

/** The average bytes of a token in a JSON answer. */
const bytesPerToken = 4;

/** The answer is available already, so it is read once and without a wait. */
const settings: CallSettings = {
  timeouts: {
    connectMs: 60_000,
    firstTokenMs: 60_000,
    thinkingFirstTokenMs: 60_000,
    idleMs: 60_000,
    aliveMs: 60_000,
    totalMs: 60_000,
  },
  retry: { attempts: 1, baseMs: 0, maxMs: 0, waitForRetryAfterMs: 0 },
};

/**
 * Reads the answer of a batch as an answer of its model. It says nothing about the model's speed and health today. An
 * answer that cannot be read is paid all the same: its tokens are estimated from its length.
 */
export async function* executeBatched(execution: BatchedExecution): AsyncGenerator<readonly ExecutionEvent[]> {
  const { batched, clock, call, mayRestart, generationCharacters } = execution;
  const model = { ...execution.model, deployments: [deploymentOf(execution)] };
  const adapter = readingAdapter(execution);
  const services = {
    clock,
    random: () => 0,
    prefillMemory: new PrefillMemory(),
    deploymentHolds: new DeploymentHolds(clock),
    breakers: new LocalBreakers({ clock }),
    health: { answerBegan() {}, describeUnlisted: () => null, attemptEnded() {} },
    chooseDeployment: () => deploymentOf(execution),
    adapters: { adapterFor: () => adapter },
    settingsFor: () => settings,
    modelOf: () => model,
    ...(generationCharacters !== undefined && { generationCharacters }),
  };
  const { plan, inputTokens } = batched;
  // The answer is paid already, so there is nothing to cancel.
  const { signal } = new AbortController();
  const events = executePlan(services, { plan, inputTokens, signal, mayRestart, reroutesFiltered: false, call });
  for await (const some of events) yield some.map((event) => withEstimate(event, execution));
}

/** The deployment that was called. If it has left the policy, another one: its name changes nothing in the answer. */
function deploymentOf({ model, batched }: BatchedExecution): Model['deployments'][number] {
  const deployment = model.deployments.find(({ id }) => id === batched.deploymentId) ?? model.deployments[0];
  if (deployment === undefined) throw new TypeError(`The model '${model.id}' has no deployment.`);
  return deployment;
}

/** An adapter that returns the answer of the batch. */
function readingAdapter({ adapter, batched }: BatchedExecution): Adapter {
  return {
    providerId: batched.providerId,
    stream: (request) => readAnswer(request, adapter, batched),
    listModels: async () => [],
    close: async () => {},
  };
}

async function* readAnswer(
  request: ModelRequest,
  adapter: Adapter | null,
  { answer, providerId }: BatchedAnswer,
): AsyncGenerator<readonly StreamEvent[]> {
  if (adapter?.batches === undefined) {
    const message = `A batch of ${providerId} has ended, but the policy no longer has ${providerId} as a provider with batches.`;
    throw new InvalidResponseError({ providerId, message });
  }
  try {
    yield* adapter.batches.read(request, answer);
  } catch (error) {
    const message = `A batch of ${providerId} has a result that cannot be read.`;
    throw new InvalidResponseError({ providerId, message, cause: error });
  }
}

function withEstimate(
  event: ExecutionEvent,
  { batched: { answer, priceFactor }, mostOutputTokens, adapter }: BatchedExecution,
): ExecutionEvent {
  if (event.type !== 'attempt-failed' || event.attempt.usage !== null) return event;
  const outputTokens = Math.min(mostOutputTokens, Math.ceil(Buffer.byteLength(answer) / bytesPerToken));
  const counted = { outputTokens, reasoningTokens: 0, prefillTokens: 0 };
  const billing = { priceFactor: priceFactor ?? adapter?.batches?.terms.priceFactor ?? 1 };
  return { ...event, attempt: { ...event.attempt, counted, billing } };
}
