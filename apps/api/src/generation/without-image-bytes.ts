import type { ContentPart, Message } from '@penstock/providers';
import type { Call } from '@penstock/router';

/** A call without the bytes of its images; the very same where there are none. */
export function withoutImageBytes(call: Call): Call {
  if (call.type !== 'chat' || !call.messages.some(hasImageBytes)) return call;
  return { ...call, messages: call.messages.map(stripMessage) };
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
