const mostRemembered = 4096;

/** What Google documents for calls whose signature is not known, as those of other models. */
const unknownSignature = 'skip_thought_signature_validator';

/**
 * Remembers the signatures that Google puts on function calls. Gemini 3 refuses a conversation whose calls come back
 * without; the contract has no place for them, so they wait here under the id of the call. What is forgotten, or was
 * another replica's, is replaced by the word that Google names for that.
 */
export class SignatureMemory {
  readonly #signatureOfCall = new Map<string, string>();

  remember(callId: string, signature: string): void {
    this.#signatureOfCall.set(callId, signature);
    if (this.#signatureOfCall.size <= mostRemembered) return;
    for (const oldest of this.#signatureOfCall.keys()) {
      this.#signatureOfCall.delete(oldest);
      return;
    }
  }

  /** The signature to send with a call; null where the model wants none. */
  recall(callId: string, model: string): string | null {
    return this.#signatureOfCall.get(callId) ?? (insistsOnSignatures(model) ? unknownSignature : null);
  }
}

function insistsOnSignatures(model: string): boolean {
  const generation = /gemini-(\d+)/.exec(model)?.[1];
  return generation !== undefined && Number(generation) >= 3;
}
