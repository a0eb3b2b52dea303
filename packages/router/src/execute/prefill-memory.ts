/** The models that refused to continue a given text, as long as the process lives. The catalog may say otherwise. */
export class PrefillMemory {
  readonly #refused = new Set<string>();

  hasRefused(modelId: string): boolean {
    return this.#refused.has(modelId);
  }

  remember(modelId: string): void {
    this.#refused.add(modelId);
  }
}
