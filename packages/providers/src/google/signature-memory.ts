const mostRemembered = 4096;
/** Characters of all that is remembered, and of one signature: those of a long thought have some ten thousand. */
const mostCharacters = 16 * 1024 * 1024;
const longestSignature = 256 * 1024;

/** What Google documents for calls whose signature is not known, as those of other models. */
const unknownSignature = 'skip_thought_signature_validator';

/**
 * Remembers the signatures that Google puts on function calls. Gemini 3 refuses a conversation whose calls come back
 * without; the contract has no place for them, so they wait here under the id of the call. What is forgotten, or was
 * another replica's, is replaced by the word that Google names for that.
 */
export class SignatureMemory {
  readonly #signatureOfCall = new Map<string, string>();
  #characters = 0;

  remember(callId: string, signature: string): void {
    if (signature.length > longestSignature) return;
    this.#forget(callId);
    this.#signatureOfCall.set(callId, signature);
    this.#characters += callId.length + signature.length;
    for (const oldest of this.#signatureOfCall.keys()) {
      if (this.#signatureOfCall.size <= mostRemembered && this.#characters <= mostCharacters) return;
      this.#forget(oldest);
    }
  }

  #forget(callId: string): void {
    const signature = this.#signatureOfCall.get(callId);
    if (signature === undefined) return;
    this.#signatureOfCall.delete(callId);
    this.#characters -= callId.length + signature.length;
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
