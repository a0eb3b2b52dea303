import { createHash } from 'node:crypto';
import type { Call, ChatCall } from '@penstock/router';
import type { GenerationRequest } from '../generation-request.ts';

/** Characters of a first message that tell a conversation from others. */
const mostCharacters = 100_000;

/**
 * The session of a request: the one that its caller names, its `prompt_cache_key`, else the conversation by its
 * instructions, its tools and its first message. Sessions of two callers are never the same. Null for an embedding.
 */
export function sessionKeyOf({ call, caller }: Pick<GenerationRequest, 'call' | 'caller'>): string | null {
  if (call.type !== 'chat') return null;
  const named = caller.session ?? promptCacheKeyOf(call);
  const session = named === null ? { conversation: beginningOf(call) } : { named };
  const whole = JSON.stringify([caller.workspaceId, caller.apiKeyId, session]);
  return createHash('sha256').update(whole).digest('base64');
}

/** OpenAI's member, which goes to its providers unread. */
function promptCacheKeyOf({ providerOptions = {} }: ChatCall): string | null {
  for (const members of Object.values(providerOptions)) {
    if (typeof members.prompt_cache_key === 'string') return members.prompt_cache_key;
  }
  return null;
}

/** Before the first answer nothing changes from turn to turn. */
function beginningOf({ messages, tools }: Extract<Call, { type: 'chat' }>): string {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const opening = JSON.stringify(messages.slice(0, first + 1)).slice(0, mostCharacters);
  return `${opening}\n${tools.map(({ name }) => name).join()}`;
}
