import type { FileSource, ImageSource, Message, MessagePart } from '@penstock/providers';
import type { Call } from '@penstock/router';

/** A call without the bytes of its images, files and sounds. Returns the same call if it has none. */
export function withoutImageBytes(call: Call): Call {
  if (call.type !== 'chat' || !call.messages.some(hasBytes)) return call;
  return { ...call, messages: call.messages.map(stripMessage) };
}

/** Whether a message has an image, a file or a sound by value. */
export function hasBytes(message: Message): boolean {
  return message.role !== 'system' && message.parts.some((part: MessagePart) => sourceOf(part)?.type === 'base64');
}

function sourceOf(part: MessagePart): ImageSource | FileSource | null {
  switch (part.type) {
    case 'image':
      return part.image;
    case 'file':
    case 'audio':
      return part.source;
    default:
      return null;
  }
}

function stripMessage(message: Message): Message {
  switch (message.role) {
    case 'system':
      return message;
    case 'user':
      return { ...message, parts: message.parts.map(stripPart) };
    case 'assistant':
      return { ...message, parts: message.parts.map(stripPart) };
    case 'tool':
      return { ...message, parts: message.parts.map(stripPart) };
  }
}

/** A part without the bytes of its image, file or sound. */
export function stripPart<Part extends MessagePart>(part: Part): Part {
  if (part.type === 'image' && part.image.type === 'base64') return { ...part, image: { ...part.image, data: '' } };
  if ((part.type === 'file' || part.type === 'audio') && part.source.type === 'base64')
    return { ...part, source: { ...part.source, data: '' } };
  return part;
}
