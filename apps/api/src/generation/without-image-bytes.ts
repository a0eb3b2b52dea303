import type { ContentPart, Message } from '@penstock/providers';

/** Messages without the bytes of their images; the very same where there are none. */
export function withoutImageBytes(messages: readonly Message[]): readonly Message[] {
  return messages.some(hasImageBytes) ? messages.map(stripMessage) : messages;
}

function hasImageBytes(message: Message): boolean {
  return message.role === 'user' && message.parts.some(isImageBytes);
}

function isImageBytes(part: ContentPart): boolean {
  return part.type === 'image' && part.image.type === 'base64';
}

function stripMessage(message: Message): Message {
  if (message.role !== 'user') return message;
  return { role: 'user', parts: message.parts.map(stripPart) };
}

function stripPart(part: ContentPart): ContentPart {
  if (part.type !== 'image' || part.image.type !== 'base64') return part;
  return { type: 'image', image: { ...part.image, data: '' } };
}
