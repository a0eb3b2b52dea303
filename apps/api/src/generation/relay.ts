import { readEach, type TokenLogprob } from '@penstock/providers';
import type { AttemptRecord, ExecutionEvent } from '@penstock/router';
import type { SettledAttempt } from './generation.ts';
import type { LiveGeneration } from './live-generation.ts';

/** How an execution ended. */
export type Ending = Extract<ExecutionEvent, { type: 'completed' | 'failed' | 'cancelled' }>;

/** The dependencies of a relay. */
export type RelayTools = {
  elapsedMs(): number;
  settle(attempt: AttemptRecord): SettledAttempt;
};

/**
 * Passes the events of an execution to a generation's readers. The last event is returned, and not passed on.
 * Text of one batch is joined into one event, and so are the arguments of one call. Nothing is read while a large
 * answer waits for room in memory. Attempts are numbered after the earlier attempts of the generation.
 */
export async function relay(
  execution: AsyncIterable<readonly ExecutionEvent[]>,
  live: LiveGeneration,
  tools: RelayTools,
): Promise<Ending> {
  const offset = live.progress.attemptCount;
  // Typed so, because the closure below sets it.
  let ending = null as Ending | null;
  const take = (batch: readonly ExecutionEvent[]): boolean => {
    ending = relayBatch(batch, live, tools, offset);
    return ending === null;
  };
  await readEach(execution[Symbol.asyncIterator](), (batch) => {
    const room = live.share.waitForRoom();
    return room === null ? take(batch) : room.then(() => take(batch));
  });
  if (ending === null) throw new Error('An execution ended without saying how.');
  return ending;
}

/** Returns the end of the execution; null where the batch does not have it. */
function relayBatch(
  batch: readonly ExecutionEvent[],
  live: LiveGeneration,
  tools: RelayTools,
  offset: number,
): Ending | null {
  const elapsedMs = tools.elapsedMs();
  for (let index = 0; index < batch.length; index++) {
    const event = batch[index] as ExecutionEvent;
    switch (event.type) {
      case 'text-delta':
      case 'reasoning-delta':
      case 'refusal-delta': {
        let text = event.text;
        let logprobs = logprobsOf(event);
        for (let next = batch[index + 1]; next?.type === event.type; next = batch[index + 1]) {
          text += next.text;
          logprobs = joined(logprobs, logprobsOf(next));
          index++;
        }
        const { type } = event;
        live.publish(logprobs === undefined ? { type, text } : { type, text, logprobs }, elapsedMs);
        break;
      }
      case 'tool-call-delta': {
        let argumentsText = event.argumentsText;
        for (let next = batch[index + 1]; isSameCall(next, event.index); next = batch[index + 1]) {
          argumentsText += next.argumentsText;
          index++;
        }
        live.extendToolCall(event.index, argumentsText, elapsedMs);
        break;
      }
      case 'completed':
        live.progress.addAttempt(renumbered(tools.settle(event.attempt), offset));
        return event;
      case 'failed':
        return event;
      case 'cancelled':
        if (event.attempt !== null) live.progress.addAttempt(renumbered(tools.settle(event.attempt), offset));
        return event;
      default:
        relayOther(event, live, tools, offset, elapsedMs);
    }
  }
  return null;
}

type WordsDelta = Extract<ExecutionEvent, { type: 'text-delta' | 'reasoning-delta' | 'refusal-delta' }>;
type Tokens = readonly TokenLogprob[] | undefined;

function logprobsOf(event: WordsDelta): Tokens {
  return event.type === 'reasoning-delta' ? undefined : event.logprobs;
}

function joined(tokens: Tokens, next: Tokens): Tokens {
  return tokens === undefined || next === undefined ? (tokens ?? next) : [...tokens, ...next];
}

function isSameCall(
  event: ExecutionEvent | undefined,
  index: number,
): event is Extract<ExecutionEvent, { type: 'tool-call-delta' }> {
  return event?.type === 'tool-call-delta' && event.index === index;
}

function relayOther(
  event: Exclude<
    ExecutionEvent,
    Ending | { type: 'text-delta' | 'reasoning-delta' | 'refusal-delta' | 'tool-call-delta' }
  >,
  live: LiveGeneration,
  tools: RelayTools,
  offset: number,
  elapsedMs: number,
): void {
  switch (event.type) {
    case 'attempt-started': {
      const { modelId, deploymentId, providerId } = event;
      live.progress.beginCall({ number: event.number + offset, modelId, deploymentId, providerId }, elapsedMs);
      return;
    }
    case 'tool-call-start':
      live.startToolCall(event, elapsedMs);
      return;
    case 'tool-call-end':
    case 'text-end':
    case 'reasoning-end':
    case 'file':
      live.addPart(event, elapsedMs);
      return;
    case 'attempt-failed': {
      const attempt = renumbered(tools.settle(event.attempt), offset);
      live.progress.addAttempt(attempt);
      live.publish(
        {
          type: 'attempt-failed',
          attempt: attempt.number,
          modelId: attempt.modelId,
          errorCode: errorCodeOf(attempt),
          errorMessage: attempt.errorMessage ?? 'The attempt failed.',
          nextModelId: event.nextModelId,
          wasCalled: attempt.outcome !== 'skipped',
        },
        elapsedMs,
      );
      return;
    }
    case 'hedged':
      live.publish(
        {
          type: 'attempt-hedged',
          attempt: event.number + offset,
          modelId: event.modelId,
          afterMs: event.afterMs,
          secondAttempt: event.besideNumber + offset,
          secondModelId: event.besideModelId,
        },
        elapsedMs,
      );
      return;
    case 'attempt-ended': {
      const attempt = renumbered(tools.settle(event.attempt), offset);
      live.progress.addAttempt(attempt);
      if (attempt.outcome !== 'outrun') return;
      const { number, modelId, errorMessage } = attempt;
      const reason = errorMessage ?? 'Another attempt answered first.';
      const answeringModelId = event.besideModelId;
      live.publish({ type: 'attempt-outrun', attempt: number, modelId, reason, answeringModelId }, elapsedMs);
      return;
    }
    case 'continued':
    case 'restarted':
      live.publish(event, elapsedMs);
      return;
    default: {
      const unknown: never = event;
      throw new Error(`Unknown execution event ${JSON.stringify(unknown)}.`);
    }
  }
}

/** The code of a failed attempt as callers see it: `RATE_LIMIT`, `TIMEOUT`. */
export function errorCodeOf(attempt: Pick<SettledAttempt, 'errorKind' | 'outcome'>): string {
  return (attempt.errorKind ?? attempt.outcome).toUpperCase().replaceAll('-', '_');
}

function renumbered(attempt: SettledAttempt, offset: number): SettledAttempt {
  return offset === 0 ? attempt : { ...attempt, number: attempt.number + offset };
}
