/**
 * Options for one provider, by its id or by its dialect: `{ anthropic: { cache_control: { type: 'ephemeral' } } }`.
 * They reach that provider unchanged, in the object that the request, the message or the part is written as.
 */
export type ProviderOptions = Readonly<Record<string, Options>>;

type Options = Readonly<Record<string, unknown>>;

/**
 * The key of members that a caller of OpenAI's protocol wrote, and that have no meaning here. Every provider of that
 * protocol gets them. The others warn that they left them out.
 */
export const unreadMembers = '*';

/** The same for a caller of Anthropic's protocol. */
export const unreadOfAnthropic = '*anthropic';

/**
 * The same for a caller of OpenAI's Responses. What these members say is known to the others in another form, or means
 * nothing to them: none of them warns.
 */
export const unreadOfResponses = '*responses';

/** The key of unread members that providers of a dialect get. */
const unreadOf: Readonly<Record<string, string>> = {
  openai: unreadMembers,
  anthropic: unreadOfAnthropic,
  responses: unreadOfResponses,
};

/** Members that chat completions and Responses have in common, beside those with a meaning here. */
const common: ReadonlySet<string> = new Set([
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'safety_identifier',
  'moderation',
  'metadata',
]);

/** The unread members of every protocol but that of a dialect. Empty for none. */
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
 * The options for a provider: unread members of its protocol, overridden by those for its dialect, overridden by those
 * for its id. Null for none.
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
