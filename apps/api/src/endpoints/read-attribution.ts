import { type Attribution, noAttribution, takeAttribution } from '../generation/input/attribution.ts';

/** Claude Code sends its user, account and session in one text. */
const claudeCode = /^(.+?)_session_([\w-]+)$/;

/**
 * The end user, session and tags in a body of `/v1`: OpenAI's `user`, `safety_identifier` and `metadata`, Anthropic's
 * `metadata.user_id`. The provider gets these members too. A value in another form, or a long one, is ignored.
 */
export function readAttribution(body: unknown): Attribution {
  if (!isRecord(body)) return noAttribution;
  const { user, safety_identifier: safetyIdentifier, metadata } = body;
  if (user === undefined && safetyIdentifier === undefined && metadata === undefined) return noAttribution;
  const { user_id: userId, session_id: sessionId, tags } = isRecord(metadata) ? metadata : {};
  const person = safetyIdentifier ?? user ?? userId;
  const { named, session } = typeof person === 'string' ? readClaudeCode(person) : {};
  return takeAttribution({ endUser: named ?? person, session: sessionId ?? session, tags });
}

/** Newer versions send a JSON object, with `account_uuid` or `device_id` for the user. Empty for any other text. */
function readClaudeCode(word: string): { named?: unknown; session?: unknown } {
  if (!word.startsWith('{')) {
    const [, named, session] = claudeCode.exec(word) ?? [];
    return { named, session };
  }
  try {
    const { account_uuid: account, device_id: device, session_id: session } = JSON.parse(word);
    return { named: account || device, session };
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
