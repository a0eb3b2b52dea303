/**
 * Whether a provider's list of models contains a name. Ollama lists `llama3:latest` for the name `llama3`; OpenRouter
 * lists `meta/llama-3` for `meta/llama-3:nitro`; others list `claude-5-20261001` for `claude-5` or `claude-5-latest`.
 */
export function isListedBy(names: readonly string[], wanted: string): boolean {
  const latest = wanted.replace(/-latest$/, '');
  const variantOf = wanted.includes('/') ? wanted.replace(/:[^:/]+$/, '') : wanted;
  return names.some(
    (name) =>
      name === wanted ||
      name === `${wanted}:latest` ||
      `${name}:latest` === wanted ||
      name === variantOf ||
      name.replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '') === latest,
  );
}
