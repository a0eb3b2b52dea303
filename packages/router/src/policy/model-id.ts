/** Splits `openai/gpt-4o-mini` and `together/meta-llama/Llama-3.3-70B` at the first slash. */
export function splitModelId(id: string): { providerId: string; name: string } {
  const slash = id.indexOf('/');
  if (slash <= 0 || slash === id.length - 1) {
    throw new Error(`'${id}' is not a model id: it must read provider/name, as openai/gpt-4o-mini.`);
  }
  return { providerId: id.slice(0, slash), name: id.slice(slash + 1) };
}
