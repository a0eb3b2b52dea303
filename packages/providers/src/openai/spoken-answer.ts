import type { ProviderState } from '../contract/provider-state.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** Collects the sound of a spoken answer, which comes in pieces, and its provider's id. */
export class SpokenAnswer {
  readonly #sound: Buffer[] = [];
  #name: JsonObject = {};

  read(audio: JsonObject): void {
    if (typeof audio.id === 'string') this.#name = { ...this.#name, id: audio.id };
    if (typeof audio.expires_at === 'number') this.#name = { ...this.#name, expires_at: audio.expires_at };
    if (typeof audio.data === 'string') this.#sound.push(Buffer.from(audio.data, 'base64'));
  }

  /** Null if no sound came. Streamed sound has no header. */
  toFile(providerId: string): (StreamEvent & { type: 'file' }) | null {
    const sound = Buffer.concat(this.#sound);
    if (sound.length === 0) return null;
    const mediaType = sound.toString('latin1', 0, 4) === 'RIFF' ? 'audio/wav' : 'audio/pcm';
    const state: ProviderState = { providerId, dialect: 'openai', value: { audio: this.#name } };
    return { type: 'file', mediaType, data: sound.toString('base64'), state };
  }
}
