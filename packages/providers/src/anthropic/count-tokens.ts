import type { ModelRequest } from '../contract/request.ts';
import type { JsonQuery } from '../http/protocol.ts';
import { chooseAnswerFormat } from './answer-format.ts';
import { toAnthropicBody } from './to-anthropic-body.ts';

/** The members of a call that Anthropic counts. It refuses all others. */
const counted: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'output_format',
  'speed',
  'cache_control',
  'compaction',
  'context_management',
  'mcp_servers',
  'user_profile_id',
  'billing_policy',
]);

/** Requests the number of tokens of a prompt, which costs nothing. Null if the response is another document. */
export function countTokensQuery(request: ModelRequest, providerId: string): JsonQuery<number | null> {
  const { body } = toAnthropicBody(request, chooseAnswerFormat(request), providerId);
  const { betas } = request;
  return {
    path: '/messages/count_tokens',
    body: Object.fromEntries(Object.entries(body).filter(([name]) => counted.has(name))),
    ...(betas !== undefined && { headers: { 'anthropic-beta': betas.join(',') } }),
    read: ({ input_tokens: tokens }) => (Number.isSafeInteger(tokens) && Number(tokens) >= 0 ? Number(tokens) : null),
  };
}
