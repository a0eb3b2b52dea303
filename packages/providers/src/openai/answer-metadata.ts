import { type JsonObject, readObject } from '../json/read-json-value.ts';

/** Members of a chunk that concern the whole answer. */
const members = ['service_tier', 'system_fingerprint', 'provider', 'citations', 'search_results'] as const;

/** Maximum sources of one answer, so that its metadata stays small. */
const mostAnnotations = 200;

/** Collects a provider's data about its answer, apart from the content. */
export class AnswerMetadata {
  #members: JsonObject | null = null;
  /** Sources that the text cites. */
  #annotations: JsonObject[] | null = null;

  get serviceTier(): unknown {
    return this.#members?.service_tier;
  }

  /** Reads the members of one chunk. */
  read(chunk: JsonObject): void {
    for (const name of members) {
      const value = chunk[name];
      if (value !== undefined && value !== null) this.#members = { ...this.#members, [name]: value };
    }
  }

  addAnnotations(annotations: readonly unknown[]): void {
    for (const item of annotations) {
      const annotation = readObject(item);
      if (annotation === null) continue;
      this.#annotations ??= [];
      if (this.#annotations.length < mostAnnotations) this.#annotations.push(annotation);
    }
  }

  /** Null if there is none. */
  take(): JsonObject | null {
    return this.#annotations === null ? this.#members : { ...this.#members, annotations: this.#annotations };
  }
}
