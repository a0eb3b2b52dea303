import type { ContentPart, Message } from '@penstock/providers';
import type { GenerationRequest } from '../generation/generation-request.ts';

/**
 * A request as it is kept: without the bytes of images, which would be most of the database, and without what has
 * columns of its own.
 */
export type StoredRequest = Omit<GenerationRequest, 'metadata'>;

export function toStoredRequest({ metadata: _, ...request }: GenerationRequest): StoredRequest {
  return request.messages.some(hasImageBytes)
    ? { ...request, messages: request.messages.map(withoutImageBytes) }
    : request;
}

function hasImageBytes(message: Message): boolean {
  return message.role === 'user' && message.parts.some(isImageBytes);
}

function isImageBytes(part: ContentPart): boolean {
  return part.type === 'image' && part.image.type === 'base64';
}

function withoutImageBytes(message: Message): Message {
  if (message.role !== 'user') return message;
  return { role: 'user', parts: message.parts.map(withoutBytes) };
}

function withoutBytes(part: ContentPart): ContentPart {
  if (part.type !== 'image' || part.image.type !== 'base64') return part;
  return { type: 'image', image: { ...part.image, data: '' } };
}
