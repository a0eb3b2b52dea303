/** The models that refused a prefill, for the life of the process. The catalog may be wrong about them. */
export class PrefillMemory {
  readonly #refused = new Set<string>();

  hasRefused(modelId: string): boolean {
    return this.#refused.has(modelId);
  }

  remember(modelId: string): void {
    this.#refused.add(modelId);
  }
}
