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

/** What reading the answer of a batch needs. */
export type BatchedExecution = {
  batched: BatchedAnswer;
  model: Model;
  /** Of its provider; null where the policy has it no more. */
  adapter: Adapter | null;
  clock: Clock;
  /** Writes the call, which says how its answer is read. */
  call: ExecutePlanOptions['call'];
  /** The most that the model was asked for. */
  mostOutputTokens: number;
  mayRestart: boolean;
  /** Characters. Default: the executor's. */
  generationCharacters?: number;
};

/** What a token takes on average in an answer as JSON. */
const bytesPerToken = 4;

/** The answer is there: it is read once, and at once. */
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
 * Reads the answer of a batch as that of its model. What it says of speed and health is not today's. One that cannot be
 * read is paid all the same: its tokens are estimated from its length.
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
  // It is paid: nothing is left to cancel.
  const { signal } = new AbortController();
  const events = executePlan(services, { plan, inputTokens, signal, mayRestart, reroutesFiltered: false, call });
  for await (const some of events) yield some.map((event) => withEstimate(event, execution));
}

/** The one that was called. Another one where the policy has it no more: its name changes nothing in the answer. */
function deploymentOf({ model, batched }: BatchedExecution): Model['deployments'][number] {
  const deployment = model.deployments.find(({ id }) => id === batched.deploymentId) ?? model.deployments[0];
  if (deployment === undefined) throw new TypeError(`The model '${model.id}' has no deployment.`);
  return deployment;
}

/** An adapter that has the answer already. */
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
    const message = `A batch of ${providerId} has answered, but ${providerId} has no batches in the policy any more.`;
    throw new InvalidResponseError({ providerId, message });
  }
  try {
    yield* adapter.batches.read(request, answer);
  } catch (error) {
    const message = `A batch of ${providerId} has answered with something that cannot be read.`;
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
