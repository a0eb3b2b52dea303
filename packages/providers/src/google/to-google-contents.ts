import type { ContentPart, Message, ToolCall } from '../contract/message.ts';
import { guessImageMediaType } from '../http/image-media-type.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';

type Turn = { role: 'user' | 'model'; parts: JsonObject[] };

/** Gives the signature that goes back with a call; null for none. */
export type SignatureOfCall = (callId: string) => string | null;

/**
 * Writes the conversation as Google wants it: system text apart, function results as parts of the user, and neighbours
 * of one role as one turn.
 */
export function toGoogleContents(
  messages: readonly Message[],
  signatureOf: SignatureOfCall,
): { system: string; contents: readonly JsonObject[] } {
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        system.push(message.text);
        break;
      case 'user':
        addParts(turns, 'user', message.parts.map(toPart));
        break;
      case 'assistant':
        addParts(turns, 'model', [
          ...(message.text === '' ? [] : [{ text: message.text }]),
          ...message.toolCalls.map((call) => toFunctionCall(call, signatureOf)),
        ]);
        break;
      case 'tool':
        addParts(turns, 'user', [{ functionResponse: { name: message.toolName, response: toResponse(message.text) } }]);
        break;
      default:
        message satisfies never;
    }
  }
  return { system: system.filter((text) => text !== '').join('\n\n'), contents: turns };
}

function addParts(turns: Turn[], role: Turn['role'], parts: readonly JsonObject[]): void {
  if (parts.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else turns.push({ role, parts: [...parts] });
}

function toPart(part: ContentPart): JsonObject {
  if (part.type === 'text') return { text: part.text };
  const { image } = part;
  if (image.type === 'base64') return { inlineData: { mimeType: image.mediaType, data: image.data } };
  // Google wants to know the kind before it fetches the image.
  return { fileData: { mimeType: guessImageMediaType(image.url), fileUri: image.url } };
}

function toFunctionCall(call: ToolCall, signatureOf: SignatureOfCall): JsonObject {
  const signature = signatureOf(call.id);
  return {
    functionCall: { name: call.name, args: parseObject(call.arguments) ?? {} },
    ...(signature !== null && { thoughtSignature: signature }),
  };
}

/** A result must be an object; whatever is none travels within one. */
function toResponse(text: string): JsonObject {
  return parseObject(text) ?? { result: text };
}
