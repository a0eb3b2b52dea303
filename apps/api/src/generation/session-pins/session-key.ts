import { hash } from 'node:crypto';
import type { ChatCall } from '@penstock/router';
import type { GenerationRequest } from '../generation-request.ts';

type Asked = Pick<GenerationRequest, 'call' | 'caller' | 'thread'>;

/**
 * The session of a request: the one that its caller names, its `prompt_cache_key`, or that of the response it
 * continues. Else it is the conversation: its end user, its instructions, its tools and its first message. An end user
 * alone is no session, since one person has many conversations. Two keys share a session only if a request continues a
 * response of another key of its workspace. Null for an embedding.
 */
export function sessionKeyOf({ call, caller, thread }: Asked): string | null {
  if (call.type !== 'chat') return null;
  const { workspaceId, apiKeyId, endUser, session } = caller;
  const named = session ?? promptCacheKeyOf(call);
  if (named !== null) return digestOf([workspaceId, apiKeyId, named]);
  return thread?.session ?? digestOf([workspaceId, apiKeyId, endUser, ...beginningOf(call)]);
}

/** OpenAI's member, which is passed unread to its providers. */
function promptCacheKeyOf({ providerOptions = {} }: ChatCall): string | null {
  for (const members of Object.values(providerOptions)) {
    if (typeof members.prompt_cache_key === 'string') return members.prompt_cache_key;
  }
  return null;
}

/** The part of a conversation before its first answer. It does not change from turn to turn. */
function beginningOf({ messages, tools, nativeTools = [] }: ChatCall): readonly unknown[] {
  const first = messages.findIndex(({ role }) => role !== 'system');
  return [first === -1 ? messages : messages.slice(0, first + 1), tools, nativeTools];
}

function digestOf(facts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(facts), 'base64');
}
