import type { ResponseFormat } from '@penstock/providers';
import { ServiceError } from '../../errors/service-error.ts';
import { callerOf } from '../generation-request.ts';
import { mostTags } from '../input/attribution.ts';
import { checkCaller } from './check-caller.ts';
import { composeStages } from './compose-stages.ts';
import { fillTemplate } from './fill-template.ts';
import type { Asked, Next, PrepareStage, StageTools } from './stage.ts';

/** Compiles the JSON schema for the answer, so that a wrong schema is refused before a provider is called. */
const compileSchema: PrepareStage = (state, next, { schemas }) => {
  const { call } = state.request;
  if (call.type !== 'chat' || call.responseFormat.type !== 'json-schema') return next(state);
  return prepareSchema(state, call.responseFormat.schema, next, schemas);
};

async function prepareSchema(
  state: Asked,
  schema: Extract<ResponseFormat, { type: 'json-schema' }>['schema'],
  next: Next<Asked>,
  schemas: StageTools['schemas'],
): Promise<void> {
  const problem = await schemas.prepare(schema, callerOf(state.request));
  if (problem !== null) throw new ServiceError('BAD_USER_INPUT', `The JSON schema cannot be used: ${problem}.`);
  await next(state);
}

/** Restores the provider state of earlier answers, if the client left it out. */
const restoreStates: PrepareStage = (state, next, { states }) => {
  const { request } = state;
  const { call } = request;
  if (call.type !== 'chat' || call.messages.length === 1) return next(state);
  const messages = states.restore(callerOf(request), call.messages);
  return next(messages === call.messages ? state : { ...state, request: { ...request, call: { ...call, messages } } });
};

/** Adds the caller's program to the tags, if the policy says so and there is room. */
const tagClient: PrepareStage = (state, next, { clientNames }) => {
  const { request, rules } = state;
  const { caller } = request;
  const name = caller.origin?.client ?? null;
  if (name === null || !rules.policy.attribution.tagsUserAgents) return next(state);
  const tags = [...new Set([...caller.tags, `agent:${clientNames.of(name)}`])].slice(0, mostTags);
  return next({ ...state, request: { ...request, caller: { ...caller, tags } } });
};

/** The steps, in order. A step is a file or a function, and a line here. */
const steps: readonly PrepareStage[] = [checkCaller, tagClient, fillTemplate, compileSchema, restoreStates];

/** Prepares a request for planning, step by step. */
export const prepare: PrepareStage = (state, next, tools) => composeStages<Asked, Asked>(steps, tools, next)(state);
