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

/** The key of unread members that providers of a dialect get. */
const unreadOf: Readonly<Record<string, string>> = { openai: unreadMembers, anthropic: unreadOfAnthropic };

/** The unread members of every protocol but that of a dialect. Empty for none. */
export function foreignMembers(options: ProviderOptions | undefined, dialect: string): readonly Options[] {
  if (options === undefined) return [];
  return Object.entries(unreadOf).flatMap(([protocol, key]) => {
    const members = protocol !== dialect && Object.hasOwn(options, key) ? options[key] : undefined;
    return members === undefined ? [] : [members];
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
  for (const name of names) {
    const own = Object.hasOwn(options, name) ? options[name] : undefined;
    if (own !== undefined) found.push(own);
  }
  if (found.length < 2) return found[0] ?? null;
  return Object.fromEntries(found.flatMap((own) => Object.entries(own)));
}
