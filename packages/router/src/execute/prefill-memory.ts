/** Which models turned out to refuse to go on from given text, whatever the catalog says. */
export interface PrefillMemory {
  hasRefused(modelId: string): boolean;
  remember(modelId: string): void;
}

/** Remembers as long as the process lives. */
export function createPrefillMemory(): PrefillMemory {
  const refused = new Set<string>();
  return { hasRefused: (modelId) => refused.has(modelId), remember: (modelId) => void refused.add(modelId) };
}
