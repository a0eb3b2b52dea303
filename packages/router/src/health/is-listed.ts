/** Whether a list of upstream names has this one; Ollama writes `llama3:latest` for what may be called `llama3`. */
export function isListedBy(names: readonly string[], wanted: string): boolean {
  return names.some((name) => name === wanted || name === `${wanted}:latest` || `${name}:latest` === wanted);
}
