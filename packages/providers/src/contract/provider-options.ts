/**
 * Options for one provider, by its id or by its dialect: `{ anthropic: { cache_control: { type: 'ephemeral' } } }`.
 * That provider receives them unchanged, in the object of the request, the message or the part.
 */
export type ProviderOptions = Readonly<Record<string, Options>>;

type Options = Readonly<Record<string, unknown>>;

/**
 * The key of members that a caller of OpenAI's protocol wrote, and that Penstock does not interpret. Every provider of
 * that protocol gets them. The others omit them with a warning.
 */
export const unreadMembers = '*';

/** The same for a caller of Anthropic's protocol. */
export const unreadOfAnthropic = '*anthropic';

/**
 * The same for a caller of OpenAI's Responses. Other providers have these members in another form, or do not need them,
 * so none of them warns.
 */
export const unreadOfResponses = '*responses';

/** The key of unread members for the providers of a dialect. */
const unreadOf: Readonly<Record<string, string>> = {
  openai: unreadMembers,
  anthropic: unreadOfAnthropic,
  responses: unreadOfResponses,
};

/** Members that chat completions and Responses share, in addition to the members that Penstock interprets. */
const common: ReadonlySet<string> = new Set([
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'safety_identifier',
  'moderation',
  'metadata',
]);

/** The unread members of every protocol except that of a dialect. Empty for none. */
export function foreignMembers(options: ProviderOptions | undefined, dialect: string): readonly Options[] {
  if (options === undefined) return [];
  return Object.entries(unreadOf).flatMap(([protocol, key]) => {
    if (protocol === dialect || protocol === 'responses' || !Object.hasOwn(options, key)) return [];
    const members = options[key];
    if (members === undefined) return [];
    return [protocol === 'openai' && dialect === 'responses' ? pick(members, (name) => !common.has(name)) : members];
  });
}

/**
 * The options for a provider: unread members of its protocol, overridden by the options for its dialect, overridden by
 * the options for its id. Null for none.
 */
export function ownOptions(
  options: ProviderOptions | undefined,
  { providerId, dialect }: { providerId: string; dialect: string },
): Options | null {
  if (options === undefined) return null;
  const names = providerId === dialect ? [dialect] : [dialect, providerId];
  const unread = unreadOf[dialect];
  if (unread !== undefined) names.unshift(unread);
  const found: Options[] = [];
  const ofChat = dialect === 'responses' && Object.hasOwn(options, unreadMembers) ? options[unreadMembers] : undefined;
  const shared = ofChat === undefined ? {} : pick(ofChat, (name) => common.has(name));
  if (Object.keys(shared).length > 0) found.push(shared);
  for (const name of names) {
    const own = Object.hasOwn(options, name) ? options[name] : undefined;
    if (own !== undefined) found.push(own);
  }
  if (found.length < 2) return found[0] ?? null;
  return Object.fromEntries(found.flatMap((own) => Object.entries(own)));
}

function pick(members: Options, isWanted: (name: string) => boolean): Options {
  return Object.fromEntries(Object.entries(members).filter(([name]) => isWanted(name)));
}
