import type { FilePart, Message, MessagePart, ToolMessage } from '../contract/message.ts';

/** The text of a message: its text parts, a line each. */
export function textOfMessage(message: Message): string {
  return message.role === 'system' ? message.text : joinTexts(message.parts);
}

function joinTexts(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n');
}

/**
 * A tool's result for a protocol that accepts only text. A text file becomes its text. A failure is written into the
 * text, because there is no field for it.
 */
export function textOfResult({ parts, isError }: ToolMessage): string {
  const text = parts.flatMap((part) => textOfPart(part) ?? []).join('\n');
  return isError && !/^\W*error/i.test(text) ? `Error: ${text}` : text;
}

function textOfPart(part: MessagePart): string | null {
  if (part.type === 'text') return part.text;
  return part.type === 'file' ? textOfFile(part) : null;
}

/** The content of a text file by value, after its name. Null for any other file. */
export function textOfFile({ mediaType, source, name }: FilePart): string | null {
  if (source.type !== 'base64' || !/^text\/|^application\/(?:json|xml|yaml)$/.test(mediaType)) return null;
  const text = Buffer.from(source.data, 'base64').toString('utf8');
  return name === null ? text : `${name}:\n${text}`;
}
