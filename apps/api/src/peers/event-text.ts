import type { FollowedFacts } from '../generation/followed-generation.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationEventBody } from '../generation/generation-event.ts';
import type { FeedEvent } from '../generation/generation-feed.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { Owned } from '../generation/peers.ts';

/** The parts of an ended generation that its facts do not contain already. */
type Ending = Omit<Generation, 'request' | 'plan' | 'promptTokens'>;
type Plain =
  /** A text delta without further members, the most frequent event. */
  | string
  | { type: 'started' }
  | (Pick<Extract<GenerationEventBody, { type: 'completed' | 'cancelled' }>, 'type'> & { generation: Ending })
  | (Omit<Extract<GenerationEventBody, { type: 'failed' }>, 'generation'> & { generation: Ending })
  | Exclude<GenerationEventBody, { type: 'started' | 'completed' | 'failed' | 'cancelled' }>;

/** The facts of a generation for other replicas. Its messages and tools, which may be large and private, stay here. */
export function encodeFacts({ request, plan, inputTokens, createdAtMs }: Omit<Owned, 'log'>, owner: string): string {
  return JSON.stringify({ owner, request: withoutContent(request), plan, inputTokens, createdAtMs });
}

function withoutContent(request: GenerationRequest): GenerationRequest {
  const { call } = request;
  return {
    ...request,
    call: call.type === 'chat' ? { ...call, messages: [], tools: [] } : { ...call, texts: [] },
  };
}

/** A start or an end for readers on other replicas. It has the columns of lists, without input and output. */
export function encodeFeedEvent({ type, generation }: FeedEvent): string {
  const request = { ...withoutContent(generation.request) };
  const caller = { ...request.caller, metadata: null };
  const plan = { ...generation.plan, staticExclusions: null };
  const nothing = { parts: [], text: '', reasoning: '', toolCalls: [], json: null, vectors: null };
  return JSON.stringify({ type, generation: { ...generation, ...nothing, plan, request: { ...request, caller } } });
}

export function decodeFeedEvent(text: string): FeedEvent {
  // Written by `encodeFeedEvent` on a replica.
  return { ...(JSON.parse(text) as FeedEvent), isElsewhere: true };
}

export function decodeFacts(text: string): FollowedFacts {
  // Written by `encodeFacts` on a replica.
  return JSON.parse(text) as FollowedFacts;
}

export function encodeEvents(bodies: readonly GenerationEventBody[]): string {
  return JSON.stringify(bodies.map(toPlain));
}

export function decodeEvents(text: string, facts: FollowedFacts): readonly GenerationEventBody[] {
  // Written by `encodeEvents` on a replica.
  return (JSON.parse(text) as readonly Plain[]).map((plain) => fromPlain(plain, facts));
}

function toPlain(body: GenerationEventBody): Plain {
  switch (body.type) {
    case 'text-delta':
      return body.ended === undefined && body.logprobs === undefined ? body.text : body;
    case 'started':
      return { type: 'started' };
    case 'completed':
    case 'cancelled':
    case 'failed': {
      const { request: _request, plan: _plan, promptTokens: _tokens, ...generation } = body.generation;
      return { ...body, generation };
    }
    default:
      return body;
  }
}

/** Replicas of an older version send no warnings. */
const unwarned: Pick<Ending, 'warnings'> = { warnings: [] };

function fromPlain(plain: Plain, { request, plan, inputTokens }: FollowedFacts): GenerationEventBody {
  if (typeof plain === 'string') return { type: 'text-delta', text: plain };
  switch (plain.type) {
    case 'started':
      return { type: 'started', plan, inputTokens };
    case 'completed':
    case 'cancelled':
    case 'failed':
      return { ...plain, generation: { ...unwarned, ...plain.generation, request, plan, promptTokens: inputTokens } };
    default:
      return plain;
  }
}
