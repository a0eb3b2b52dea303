/**
 * One sentence that says how to configure a provider. `hint`: the API's, as `set OPENAI_API_KEY`; null or absent for
 * viewers who may not see it.
 */
export function describeSetup(provider: string, hint: string | null | undefined): string {
  if (!hint) return `${provider} is not configured: an operator must set its key.`;
  const action = hint.slice(0, 1).toUpperCase() + hint.slice(1);
  // Only variables are read from the environment. Other hints, such as the sandbox's, are complete sentences.
  if (!/[A-Z]_[A-Z]/.test(hint)) return `${action}.`;
  return `${action} in the file .env or in the environment of the service, then restart it.`;
}
