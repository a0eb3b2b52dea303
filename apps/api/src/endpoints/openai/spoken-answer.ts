import type { AudioPart } from '@penstock/providers';
import type { Generation } from '../../generation/generation.ts';

/** The prefix of ids of sounds that no provider knows. */
const ownPrefix = 'audio_penstock_';

/** The sound of an answer in OpenAI's form, with its media type; null for none. */
export function toAudio({ id, parts, text, createdAtMs }: Generation) {
  const sounds = parts.filter((part): part is AudioPart => part.type === 'audio');
  const [first] = sounds;
  if (first === undefined) return null;
  const known = first.state?.dialect === 'openai' ? (first.state.value.audio as Readonly<Record<string, unknown>>) : {};
  return {
    id: typeof known?.id === 'string' ? known.id : `${ownPrefix}${id}`,
    data: joinBytes(sounds),
    expires_at: typeof known?.expires_at === 'number' ? known.expires_at : Math.floor(createdAtMs / 1000),
    // The models of OpenAI speak the text; other models write their text beside the sound.
    transcript: first.state?.dialect === 'openai' ? text : '',
    media_type: first.mediaType,
  };
}

/** The id of a sound in an earlier answer, if its provider knows it; else null. */
export function knownAudioId(audio: unknown): string | null {
  const id = typeof audio === 'object' && audio !== null && 'id' in audio ? audio.id : null;
  return typeof id === 'string' && !id.startsWith(ownPrefix) ? id : null;
}

/** Joins the pieces of a sound. */
function joinBytes(sounds: readonly AudioPart[]): string {
  const texts = sounds.flatMap(({ source }) => (source.type === 'base64' ? [source.data] : []));
  if (texts.length === 1) return texts[0] ?? '';
  return Buffer.concat(texts.map((data) => Buffer.from(data, 'base64'))).toString('base64');
}
