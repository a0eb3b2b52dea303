import type { AssistantPart, Message, MessagePart } from '@penstock/providers';
import { isOfWorkspace } from '../../access/permissions.ts';
import type { Viewer } from '../../access/viewer.ts';
import { InputError, ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import type { EndpointTools } from '../endpoint-tools.ts';
import type { FindPart } from './parse-input.ts';
import { generationOf } from './response-ids.ts';
import { toItems } from './response-items.ts';
import { asAnswer } from './response-object.ts';
import type { ResponsesBody } from './responses-body.ts';

type Tools = Pick<EndpointTools, 'generations' | 'storedAnswers'>;

/** The stored answers and items that a request refers to by id. */
export type References = {
  /** The conversation that it continues, without instructions of the earlier request; null for none. */
  previous: { generationId: string; messages: readonly Message[]; session: string | null } | null;
  findPart: FindPart;
};

/** The most answers that one request may refer to. */
const mostAnswers = 1_000;

/**
 * Reads the response that a request continues, and the responses of the items that it names. Rejects with NOT_FOUND
 * (`ServiceError`) if a response is not stored. The error is the same for a response of another workspace.
 */
export async function readReferences(body: ResponsesBody, viewer: Viewer, tools: Tools): Promise<References> {
  const previousId = body.previous_response_id ?? null;
  const itemIds = typeof body.input === 'string' ? [] : (body.input ?? []).flatMap(referredId);
  if (previousId === null && itemIds.length === 0) return { previous: null, findPart: () => undefined };
  const ids = new Set([...itemIds, ...(previousId === null ? [] : [previousId])].map(generationOf));
  if (ids.size > mostAnswers) throw new InputError('input', `may refer to at most ${mostAnswers} responses`);
  const answers = await readAnswers([...ids], viewer, tools);
  return {
    previous: previousId === null ? null : continued(previousId, answers),
    findPart: finderOf(answers),
  };
}

/** The stored answers with these ids, by id. Null stands for an id that is not Penstock's. */
export async function readAnswers(
  ids: readonly (string | null)[],
  viewer: Viewer,
  { generations, storedAnswers }: Tools,
): Promise<ReadonlyMap<string, KnownAnswer>> {
  const answers = new Map<string, KnownAnswer>();
  const missing: string[] = [];
  for (const id of ids) {
    if (id === null) continue;
    const live = generations.find(id);
    if (live === null) missing.push(id);
    else if (isReadable(live, viewer)) answers.set(id, asAnswer(live));
  }
  if (missing.length === 0) return answers;
  for (const answer of await storedAnswers.read(missing, viewer.workspaceId)) answers.set(answer.id, answer);
  return answers;
}

/** Whether a viewer may read a generation in memory as a stored response. */
export function isReadable({ request }: Generation, viewer: Viewer): boolean {
  const { caller, delivery, call } = request;
  return call.type === 'chat' && delivery.mayKeepContent && isOfWorkspace(viewer, caller.workspaceId);
}

/** The error for a response that is not stored. */
export function unknownResponse(id: string, field: string | null): ServiceError {
  const message = `Response '${id.slice(0, 80)}' is not stored: it is unknown, was made with store: false, or was removed.`;
  return new ServiceError('NOT_FOUND', message, { field });
}

function continued(id: string, answers: ReadonlyMap<string, KnownAnswer>): NonNullable<References['previous']> {
  const field = 'previous_response_id';
  const answer = answers.get(generationOf(id) ?? '');
  if (answer === undefined) throw unknownResponse(id, field);
  if (answer.status !== 'COMPLETED') {
    const state = answer.status === 'RUNNING' ? 'is not complete yet' : 'has no complete answer';
    throw new InputError(field, `refers to a response that ${state}: continue one that is completed`);
  }
  const { call, thread } = answer.request;
  const asked = call.messages.slice(thread?.ownMessages ?? 0);
  const parts = answer.parts.filter(({ type }) => type !== 'audio');
  const messages: readonly Message[] = parts.length === 0 ? asked : [...asked, { role: 'assistant', parts }];
  if (
    messages.some((message) => message.role !== 'system' && message.parts.some((part: MessagePart) => lacksBytes(part)))
  ) {
    throw new InputError(
      field,
      'refers to a response with images or files by value, which are not stored: send the items',
    );
  }
  return { generationId: answer.id, messages, session: thread?.session ?? null };
}

function lacksBytes(part: MessagePart): boolean {
  const source =
    part.type === 'image' ? part.image : part.type === 'file' || part.type === 'audio' ? part.source : null;
  return source?.type === 'base64' && source.data === '';
}

/** The id of an item that is only named: by a reference, or as reasoning without text. */
function referredId(item: Exclude<NonNullable<ResponsesBody['input']>, string>[number]): readonly string[] {
  if (item.type === 'item_reference') return [item.id];
  if (item.type !== 'reasoning' || item.encrypted_content != null || typeof item.id !== 'string') return [];
  return item.summary?.length || item.content?.length ? [] : [item.id];
}

function finderOf(answers: ReadonlyMap<string, KnownAnswer>): FindPart {
  const parts = new Map<string, AssistantPart>();
  for (const answer of answers.values()) {
    for (const { item, part } of toItems(answer)) if (!lacksBytes(part)) parts.set(item.id, part);
  }
  return (id) => parts.get(id);
}
