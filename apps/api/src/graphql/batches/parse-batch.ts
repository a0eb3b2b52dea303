import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BatchName, longestDeadlineDays, mostRows, type NewBatch, type RowRequest } from '../../batches/batch.ts';
import type { ErrorCode } from '../../errors/error-codes.ts';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import type { GraphqlContext } from '../context.ts';
import type { GenerateInput } from '../generation/generate-input.ts';
import { parseGenerateInput } from '../generation/parse-generate-input.ts';

type Input = typeof GenerateInput.$inferInput;

type BatchInput = { inputs: readonly Input[]; concurrency: number; deadline: Date | null; clientId: string | null };

/** A wrong input of a batch. */
type Problem = { index: number; code: ErrorCode; field: string | null; message: string };

const longestClientId = 200;
const dayMs = 86_400_000;
/** Inputs parsed in one turn of the event loop. */
const parsedAtOnce = 200;
/** The most different model choices whose names are checked. */
const mostChoices = 50;
/** The most problems in one error. */
const mostProblems = 100;

/** Checks all inputs of a batch. BAD_USER_INPUT names each wrong input by its index. */
export async function parseBatch(input: BatchInput, context: GraphqlContext): Promise<NewBatch> {
  const { inputs, concurrency, deadline } = input;
  if (inputs.length < 1 || inputs.length > mostRows) {
    throw new InputError('inputs', `must have 1 to ${mostRows} requests, not ${inputs.length}`);
  }
  checkDeadline(deadline);
  const problems: Problem[] = [];
  const requests: GenerationRequest[] = [];
  for (const [index, one] of inputs.entries()) {
    if (index % parsedAtOnce === parsedAtOnce - 1) await nextTurn();
    try {
      requests.push(parseRow(one, context));
    } catch (error) {
      problems.push(problemOf(index, error));
    }
  }
  const [first] = requests;
  const workspaceId = first?.caller.workspaceId ?? '';
  for (const [index, { caller }] of requests.entries()) {
    if (problems.length > 0 || caller.workspaceId === workspaceId) continue;
    throw new InputError(`inputs.${index}.workspaceId`, 'must be the same for all inputs of a batch');
  }
  if (problems.length === 0) problems.push(...(await checkNames(requests, context)));
  if (problems.length > 0) throw refusalOf(problems);
  return {
    ...nameOf(input, workspaceId, context),
    workspaceId,
    concurrency,
    deadline,
    apiKeyId: context.viewer.apiKeyId,
    requests: requests.map(toRowRequest),
  };
}

function checkDeadline(deadline: Date | null): void {
  const leftMs = deadline === null ? 1 : deadline.getTime() - Date.now();
  if (leftMs > 0 && leftMs <= longestDeadlineDays * dayMs) return;
  throw new InputError('deadline', `must be in the future, at most ${longestDeadlineDays} days from now`);
}

function parseRow(input: Input, context: GraphqlContext): GenerationRequest {
  for (const name of ['clientId', 'after'] as const) {
    if (input[name] != null)
      throw new InputError(`input.${name}`, 'does not belong to a row: give the batch a clientId');
  }
  const request = parseGenerateInput(input, context.viewer, context.services.catalog(), context);
  return { ...request, delivery: { ...request.delivery, isDetached: true } };
}

/** Plans one request for each different model choice. The plan refuses names that do not exist. */
async function checkNames(
  requests: readonly GenerationRequest[],
  { services }: GraphqlContext,
): Promise<readonly Problem[]> {
  const choices = new Map<string, number>();
  for (const [index, { routing, template }] of requests.entries()) {
    const choice = JSON.stringify([routing, template?.name, template?.version]);
    if (!choices.has(choice) && choices.size < mostChoices) choices.set(choice, index);
  }
  const problems: Problem[] = [];
  for (const index of choices.values()) {
    const request = requests[index];
    if (request === undefined) continue;
    try {
      await services.generations.plan(request);
    } catch (error) {
      problems.push(problemOf(index, error));
    }
  }
  return problems;
}

/** A problem in the caller's input; throws any other error. */
function problemOf(index: number, error: unknown): Problem {
  if (!(error instanceof ServiceError) || error.code === 'INTERNAL') throw error;
  const field = error.field?.replace(/^input\b/, `inputs.${index}`) ?? `inputs.${index}`;
  const message = error.message.replace(/\binput\./g, `inputs.${index}.`);
  return {
    index,
    code: error.code,
    field,
    message: message.includes(`inputs.${index}`) ? message : `inputs.${index}: ${message}`,
  };
}

function refusalOf(problems: readonly Problem[]): ServiceError {
  const [first] = problems;
  const more = problems.length === 1 ? '' : ` And ${problems.length - 1} more inputs are wrong.`;
  const isOfOneKind = problems.every(({ code }) => code === first?.code);
  return new ServiceError(
    isOfOneKind && first !== undefined ? first.code : 'BAD_USER_INPUT',
    `${first?.message ?? ''}${more}`,
    {
      field: first?.field ?? null,
      details: { problems: problems.slice(0, mostProblems) },
    },
  );
}

function nameOf(
  { inputs, concurrency, deadline, clientId }: BatchInput,
  workspaceId: string,
  { viewer }: GraphqlContext,
): BatchName {
  const callerId = `${viewer.actor.kind}:${viewer.actor.id}:${workspaceId}`;
  if (clientId === null) return { callerId, clientId, fingerprint: null };
  if (clientId === '' || clientId.length > longestClientId) {
    throw new InputError('clientId', `must have 1 to ${longestClientId} characters`);
  }
  const asked = JSON.stringify(deadline === null ? [concurrency, inputs] : [concurrency, inputs, deadline]);
  return { callerId, clientId, fingerprint: createHash('sha256').update(asked).digest('base64url') };
}

/** Drops the rights of the key: they are read when the row runs. */
function toRowRequest({ caller, ...request }: GenerationRequest): RowRequest {
  const { grant: _, limits: _limits, ...kept } = caller;
  return { ...request, caller: kept };
}
