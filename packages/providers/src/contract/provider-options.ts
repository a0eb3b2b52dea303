/**
 * Options for one provider, by its id or by its dialect: `{ anthropic: { cache_control: { type: 'ephemeral' } } }`.
 * They reach that provider unchanged, in the object that the request, the message or the part is written as.
 */
export type ProviderOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The options for a provider: those for its dialect, overridden by those for its id. Null for none. */
export function ownOptions(
  options: ProviderOptions | undefined,
  { providerId, dialect }: { providerId: string; dialect: string },
): Readonly<Record<string, unknown>> | null {
  if (options === undefined) return null;
  const ofDialect = Object.hasOwn(options, dialect) ? options[dialect] : undefined;
  const ofProvider = providerId !== dialect && Object.hasOwn(options, providerId) ? options[providerId] : undefined;
  if (ofDialect === undefined) return ofProvider ?? null;
  return ofProvider === undefined ? ofDialect : { ...ofDialect, ...ofProvider };
}
