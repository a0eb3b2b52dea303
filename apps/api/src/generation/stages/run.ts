import type { AssistantPart, Message } from '@penstock/providers';
import { type AttemptRecord, type ChatCall, countInputTokens, type EmbeddingCall } from '@penstock/router';
import { replayAnswer } from '../cached-answer.ts';
import { type AnswerCheck, checkAnswer } from '../check-answer.ts';
import { callerOf } from '../generation-request.ts';
import { filterJsonText } from '../json-text-filter.ts';
import { LiveGeneration, type Outcome } from '../live-generation.ts';
import { mendJson } from '../mend-json.ts';
import { type Ending, relay } from '../relay.ts';
import type { Ran, Reserved, Stage, StageTools } from './stage.ts';

/** An answer that does not fit its schema is requested once more, if readers can be told to start over. */
const repairAttempts = 1;

const shutDown: Outcome = {
  status: 'FAILED',
  code: 'INTERRUPTED',
  message: 'Penstock was shut down before the answer was complete; send the request again.',
};

/**
 * Calls the models of the plan until one has answered, and checks the answer. A cached answer replaces the call. The
 * generation runs from here on.
 */
export const run: Stage<Reserved, Ran> = async (state, next, tools) => {
  const { caching } = state;
  const live = liveOf(state, tools);
  state.started(live);
  live.publish({ type: 'started', plan: live.plan, inputTokens: live.inputTokens }, tools.clock.elapsedMs());
  let outcome: Outcome;
  try {
    if (caching !== null && caching.answer !== null) {
      replayAnswer(caching.answer, live, tools.clock.elapsedMs());
      outcome = { status: 'COMPLETED' };
    } else {
      // If it is interrupted, the answer of the batch remains available, at no further cost.
      if (live.request.batched === undefined) noteRunning(live, tools);
      outcome = await answer(live, tools);
    }
  } catch (error) {
    tools.onFault(error, live.id);
    outcome = {
      status: 'FAILED',
      code: 'INTERNAL',
      message: `An internal error occurred; the log has the details under generation ${live.id}.`,
    };
  }
  await next({ live, request: state.request, outcome, caching });
};

function liveOf(state: Reserved, { openEventLog, readerGraceMs }: StageTools): LiveGeneration {
  const { planned, caching } = state;
  return new LiveGeneration({
    id: state.id,
    request: state.request,
    rules: state.rules,
    plan: planned.plan,
    inputTokens: planned.inputTokens,
    pin: planned.pin,
    spending: state.spending,
    cacheStatus: caching?.status ?? null,
    nowMs: state.nowMs,
    elapsedMs: state.elapsedMs,
    openEventLog,
    readerGraceMs,
    trace: state.trace,
    share: state.share,
  });
}

/** Lets any process record the generation if this process ends first. */
function noteRunning(live: LiveGeneration, { ledger, estimate, clock }: StageTools): void {
  ledger.begin(live.id, () =>
    live.progress.asInterrupted(estimate(live.request, live.inputTokens, live.rules), clock.elapsedMs()),
  );
}

function answer(live: LiveGeneration, tools: StageTools): Promise<Outcome> {
  const { call } = live.request;
  return call.type === 'chat' ? answerChat(call, live, tools) : embed(call, live, tools);
}

async function embed(call: EmbeddingCall, live: LiveGeneration, tools: StageTools): Promise<Outcome> {
  const ending = await execute({ call, inputTokens: live.inputTokens }, live, tools);
  if (ending.type !== 'completed') return outcomeOf(ending, live);
  note(ending, live);
  live.progress.setVectors(ending.vectors ?? []);
  return { status: 'COMPLETED' };
}

async function answerChat(asked: ChatCall, live: LiveGeneration, tools: StageTools): Promise<Outcome> {
  const { mayRestart } = live.request.delivery;
  let call = asked;
  let { inputTokens } = live;
  for (let repairs = 0; ; repairs++) {
    if (repairs === 1 && live.request.batched !== undefined) noteRunning(live, tools);
    const ending = await execute({ call, inputTokens }, live, tools);
    if (ending.type !== 'completed') return outcomeOf(ending, live);
    const { modelId, finishReason } = ending.attempt;
    note(ending, live);
    if (finishReason === 'tool-calls' || finishReason === 'content-filter' || live.progress.isRefused)
      return { status: 'COMPLETED' };
    const checking = checkAnswer(live.progress.textSoFar, asked.responseFormat, tools.schemas, callerOf(live.request));
    const checked = checking instanceof Promise ? await checking : checking;
    const check = mayRestart ? checked : asDelivered(checked, live.progress.textSoFar);
    if (check.isValid) {
      live.progress.setJson(check.json);
      return { status: 'COMPLETED' };
    }
    if (finishReason === 'length') return cutByLimit(modelId, ending.attempt, asked);
    if (!mayRestart || repairs === repairAttempts || check.isFinal || hasLeft(modelId, live))
      return invalidResponse(modelId, check.problem, repairs);
    call = { ...call, messages: askAgain(call.messages, live.progress.partsSoFar, check.problem) };
    inputTokens = countInputTokens(call, { name: modelId.slice(modelId.indexOf('/') + 1) });
    live.publish({ type: 'restarted', modelId }, tools.clock.elapsedMs());
  }
}

/** Runs one round: the plan with this call. Its events go to the readers. */
function execute(
  { call, inputTokens }: { call: LiveGeneration['request']['call']; inputTokens: number },
  live: LiveGeneration,
  { execute, settleAttempt, clock, observer }: StageTools,
): Promise<Ending> {
  const { rules, plan, spending, pin, signal, trace } = live;
  const { mayRestart } = live.request.delivery;
  // An embedding has no first token, and a generation is hedged at most once.
  const mayHedge = call.type === 'chat' && live.progress.attemptCount === 0;
  const batched = live.progress.attemptCount === 0 ? (live.request.batched ?? null) : null;
  const round = { rules, plan, call, inputTokens, spending, pin, signal, mayRestart, mayHedge, trace, batched };
  return relay(execute(round), live, {
    elapsedMs: () => clock.elapsedMs(),
    settle: (attempt) => {
      const settled = settleAttempt(attempt, inputTokens, rules);
      spending?.charge(settled);
      observer?.attemptEnded(settled, live.request);
      trace?.attemptEnded(settled);
      return settled;
    },
  });
}

/** Whether the model has left the policy. The answer of a batch may come from such a model. */
function hasLeft(modelId: string, { rules }: LiveGeneration): boolean {
  return rules.catalog.find(modelId)?.isActive === false;
}

/** Checks the text that the stream's filter let through, for readers that cannot take text back. */
function asDelivered(check: AnswerCheck, text: string): AnswerCheck {
  if (!check.isValid || !check.isMended || filterJsonText(text) === mendJson(text)) return check;
  return { isValid: false, problem: 'its JSON contains other text, which was already sent' };
}

function note({ attempt }: Extract<Ending, { type: 'completed' }>, live: LiveGeneration): void {
  live.progress.served(attempt);
}

function outcomeOf(ending: Exclude<Ending, { type: 'completed' }>, live: LiveGeneration): Outcome {
  if (ending.type === 'cancelled')
    return live.gaveUp === null ? toCancelled(live) : { status: 'FAILED', ...live.gaveUp };
  return { status: 'FAILED', code: ending.error.code, message: ending.error.message };
}

function toCancelled(live: LiveGeneration): Outcome {
  return live.isInterrupted ? shutDown : { status: 'CANCELLED' };
}

function invalidResponse(modelId: string, problem: string, repairs: number): Outcome {
  const tries = repairs === 0 ? '' : ', and neither was its second answer';
  const message = `The answer of ${modelId} is not in the requested format${tries}: ${problem}.`;
  return { status: 'FAILED', code: 'INVALID_RESPONSE', message };
}

/** The failure of JSON that the output limit cut. Another answer would be cut as well. */
function cutByLimit(modelId: string, { usage }: AttemptRecord, { maxOutputTokens }: ChatCall): Outcome {
  const tokens = maxOutputTokens ?? usage?.outputTokens ?? null;
  const limit = tokens === null ? 'the output limit of the model' : `the output limit of ${tokens} tokens`;
  const message = `The JSON of ${modelId} was cut by ${limit}: raise maxTokens, or request a shorter answer.`;
  return { status: 'FAILED', code: 'INVALID_RESPONSE', message };
}

function askAgain(messages: readonly Message[], answer: readonly AssistantPart[], problem: string): readonly Message[] {
  const text = `That answer cannot be used: ${problem}. Answer again with the corrected JSON alone.`;
  const ask: Message = { role: 'user', parts: [{ type: 'text', text }] };
  if (!answer.some(({ type }) => type === 'text')) return [...messages, ask];
  return [...messages, { role: 'assistant', parts: answer }, ask];
}
