import type { Message } from '@penstock/providers';
import {
  type AttemptRecord,
  type Clock,
  countInputTokens,
  type ExecutionEvent,
  type Plan,
  type RequestTemplate,
} from '@penstock/router';
import type { SchemaChecks } from '../json-schema/schema-checks.ts';
import type { Rules } from '../rules/rules.ts';
import { checkAnswer } from './check-answer.ts';
import type { FailureCode, Generation, SettledAttempt } from './generation.ts';
import type { GenerationEventBody } from './generation-event.ts';
import type { LiveGeneration } from './live-generation.ts';
import { type Ending, relay } from './relay.ts';
import type { Spending } from './spending.ts';

/** One round of a generation: a plan, and what its models are asked. */
export type ExecutionRound = {
  /** Those that the generation runs under, from its start to its end. */
  rules: Rules;
  plan: Plan;
  template: RequestTemplate;
  /** Of the template's prompt. */
  inputTokens: number;
  /** Null where nothing limits it. */
  spending: Spending | null;
  signal: AbortSignal;
  /** Whether what was said can be taken back. */
  mayRestart: boolean;
};

/** What carrying out a generation needs from around it. */
export type RunTools = {
  clock: Clock;
  /** Checks answers against the schemas of requests. */
  schemas: Pick<SchemaChecks, 'check'>;
  /** Carries out a plan, attempt by attempt. */
  execute(round: ExecutionRound): AsyncIterable<readonly ExecutionEvent[]>;
  settle(attempt: AttemptRecord, inputTokens: number, rules: Rules): SettledAttempt;
  /** Told that a generation runs, before its first call. Left out, nothing is known of it until it has ended. */
  begin?(live: LiveGeneration): void;
  /** Resolves when the ended generation is durable. */
  record(generation: Generation): Promise<void>;
  /** Told of what nobody expected. */
  onFault(error: unknown, generationId: string): void;
};

/** One answer that does not fit its schema may be mended by its model, once, where readers can be told to start over. */
const repairAttempts = 1;

type Outcome =
  | { status: 'COMPLETED' }
  | { status: 'CANCELLED' }
  | { status: 'FAILED'; code: FailureCode; message: string };

const shutDown: Outcome = {
  status: 'FAILED',
  code: 'INTERRUPTED',
  message: 'Penstock was shut down before the answer was whole; send the request again.',
};

/** Lives one generation to its end: attempts, the check of the answer, the record, and the event that says how it went. */
export async function runGeneration(live: LiveGeneration, tools: RunTools): Promise<void> {
  live.publish({ type: 'started', plan: live.plan, inputTokens: live.inputTokens }, tools.clock.elapsedMs());
  let outcome: Outcome;
  try {
    tools.begin?.(live);
    outcome = await carryOut(live, tools);
  } catch (error) {
    tools.onFault(error, live.id);
    outcome = { status: 'FAILED', code: 'INTERNAL', message: `Penstock failed; its log names generation ${live.id}.` };
  }
  const failure = outcome.status === 'FAILED' ? { code: outcome.code, message: outcome.message } : null;
  const generation = live.settle({ status: outcome.status, failure }, tools.clock.nowMs(), tools.clock.elapsedMs());
  try {
    await tools.record(generation);
  } catch (error) {
    tools.onFault(error, live.id);
    const failure = { code: 'INTERNAL', message: unrecorded } as const;
    const lost = live.settle({ status: 'FAILED', failure }, tools.clock.nowMs(), tools.clock.elapsedMs());
    live.close({ type: 'failed', generation: lost, ...failure }, lost);
    return;
  }
  live.close(lastEvent(outcome, generation), generation);
}

/** Nothing is reported complete that is not durable. */
const unrecorded = 'The generation could not be recorded, neither in the database nor in the journal.';

async function carryOut(live: LiveGeneration, tools: RunTools): Promise<Outcome> {
  const { rules, plan, spending, signal } = live;
  const { mayRestart, responseFormat } = live.request;
  let template = templateOf(live);
  let { inputTokens } = live;
  for (let repairs = 0; ; repairs++) {
    const ending = await relay(
      tools.execute({ rules, plan, template, inputTokens, spending, signal, mayRestart }),
      live,
      {
        elapsedMs: () => tools.clock.elapsedMs(),
        settle: (attempt) => {
          const settled = tools.settle(attempt, inputTokens, rules);
          spending?.charge(settled);
          return settled;
        },
      },
    );
    if (ending.type === 'cancelled' && live.isInterrupted) return shutDown;
    if (ending.type !== 'completed') return outcomeOf(ending);
    const { modelId, finishReason, rawFinishReason } = ending.attempt;
    live.served(modelId, finishReason, rawFinishReason);
    if (finishReason === 'tool-calls') return { status: 'COMPLETED' };
    const checking = checkAnswer(live.textSoFar, responseFormat, tools.schemas);
    const check = checking instanceof Promise ? await checking : checking;
    if (check.isValid) {
      live.setJson(check.json);
      return { status: 'COMPLETED' };
    }
    if (!mayRestart || repairs === repairAttempts || check.isFinal)
      return invalidResponse(modelId, check.problem, repairs);
    template = { ...template, messages: askAgain(template.messages, live.textSoFar, check.problem) };
    inputTokens = countInputTokens(template, { name: modelId.slice(modelId.indexOf('/') + 1) });
    live.publish({ type: 'restarted', modelId }, tools.clock.elapsedMs());
  }
}

function outcomeOf(ending: Exclude<Ending, { type: 'completed' }>): Outcome {
  if (ending.type === 'cancelled') return { status: 'CANCELLED' };
  return { status: 'FAILED', code: ending.error.code, message: ending.error.message };
}

function invalidResponse(modelId: string, problem: string, repairs: number): Outcome {
  const tries = repairs === 0 ? '' : ', and neither was its second try';
  const message = `The answer of ${modelId} is not what was asked for${tries}: ${problem}.`;
  return { status: 'FAILED', code: 'INVALID_RESPONSE', message };
}

function templateOf(live: LiveGeneration): RequestTemplate {
  const { messages, tools, toolChoice, responseFormat, temperature, topP, maxOutputTokens, stop, seed } = live.request;
  return { messages, tools, toolChoice, responseFormat, temperature, topP, maxOutputTokens, stop, seed };
}

function askAgain(messages: readonly Message[], answer: string, problem: string): readonly Message[] {
  const text = `That answer cannot be used: ${problem}. Answer again with the corrected JSON alone.`;
  const ask: Message = { role: 'user', parts: [{ type: 'text', text }] };
  return answer === '' ? [...messages, ask] : [...messages, { role: 'assistant', text: answer, toolCalls: [] }, ask];
}

function lastEvent(outcome: Outcome, generation: Generation): GenerationEventBody {
  switch (outcome.status) {
    case 'COMPLETED':
      return { type: 'completed', generation };
    case 'CANCELLED':
      return { type: 'cancelled', generation };
    case 'FAILED':
      return { type: 'failed', generation, code: outcome.code, message: outcome.message };
  }
}
