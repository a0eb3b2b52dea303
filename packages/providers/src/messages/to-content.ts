import type { ContentPart } from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/**
 * Writes what a user says in the form that OpenAI gave it and Cohere took over. Text alone goes as a string: not every
 * provider that speaks this way understands parts.
 */
export function toContent(parts: readonly ContentPart[]): string | JsonObject[] {
  if (parts.every((part) => part.type === 'text')) return parts.map((part) => part.text).join('\n');
  return parts.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    const { image } = part;
    const url = image.type === 'url' ? image.url : `data:${image.mediaType};base64,${image.data}`;
    return { type: 'image_url', image_url: { url } };
  });
}
