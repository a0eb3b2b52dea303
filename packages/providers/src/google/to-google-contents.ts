import type { ContentPart, Message, ToolCall } from '../contract/message.ts';
import { guessImageMediaType } from '../http/image-media-type.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';
import { gatherTurns } from '../messages/gather-turns.ts';

/** Gives the signature that goes back with a call; null for none. */
export type SignatureOfCall = (callId: string) => string | null;

/** Writes the conversation as Google wants it: system text apart, turns of parts, the assistant called `model`. */
export function toGoogleContents(
  messages: readonly Message[],
  signatureOf: SignatureOfCall,
): { system: string; contents: readonly JsonObject[] } {
  const { system, turns } = gatherTurns(messages, {
    user: ({ parts }) => parts.map(toPart),
    assistant: ({ text, toolCalls }) => [
      ...(text === '' ? [] : [{ text }]),
      ...toolCalls.map((call) => toFunctionCall(call, signatureOf)),
    ],
    tool: ({ toolName, text }) => [{ functionResponse: { name: toolName, response: toResponse(text) } }],
  });
  const contents = turns.map(({ role, blocks }) => ({ role: role === 'user' ? 'user' : 'model', parts: blocks }));
  return { system, contents };
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
