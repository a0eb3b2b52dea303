import type { SeenImage } from '../answer/question.ts';

/** An image by its address or as a data URL; null where it is neither. */
export function readImageUrl(url: string): SeenImage | null {
  if (/^https?:\/\/\S+$/i.test(url)) return { url };
  const [, mediaType, data] = /^data:(image\/[\w.+-]+);base64,([\w+/=\s]+)$/.exec(url) ?? [];
  return mediaType === undefined || data === undefined ? null : { mediaType, data };
}
