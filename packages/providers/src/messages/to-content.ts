import type { ContentPart, ImagePart } from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { hasPartOptions, type WriteContext, withPartOptions } from './write-context.ts';

/** Writes one part of a user message. `path`: its place in the request. */
export type PartWriter = (part: ContentPart, path: string) => JsonObject;

/**
 * Writes a user message in OpenAI's form, which Cohere also uses. Text alone is sent as a string, because not every
 * provider of this dialect accepts parts.
 */
export function toContent(
  parts: readonly ContentPart[],
  path: string,
  context: WriteContext,
  write: PartWriter,
): string | JsonObject[] {
  if (parts.every((part) => part.type === 'text' && !hasPartOptions(part, context))) {
    return parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  }
  return parts.map((part, index) => withPartOptions(write(part, `${path}.parts.${index}`), part, context));
}

/** Writes an image by its address, or by its bytes as a `data:` address. */
export function toImageUrl({ image, detail }: ImagePart): JsonObject {
  const url = image.type === 'url' ? image.url : `data:${image.mediaType};base64,${image.data}`;
  return { type: 'image_url', image_url: { url, ...(detail !== undefined && { detail }) } };
}
