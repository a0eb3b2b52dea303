import { type Message, type MessagePart, sizeOfState } from '@penstock/providers';
import type { Call } from '@penstock/router';
import type { Generation } from './generation.ts';

/** The memory of a generation apart from its texts: its objects, its plan, its events other than deltas. Bytes. */
const baseBytes = 4 * 1024;
const bytesPerAttempt = 1024;
const bytesPerCandidate = 256;
/** The memory of the numbers, names and links of a message, a part or a call. */
const bytesPerPart = 128;

/** The approximate memory of an ended generation with its event log. A character counts as a byte. */
export function sizeOfGeneration(generation: Generation, loggedBytes: number): number {
  const { request, plan, parts, attempts } = generation;
  let bytes = baseBytes + attempts.length * bytesPerAttempt;
  for (const { logprobs } of attempts) if (logprobs !== undefined) bytes += JSON.stringify(logprobs).length;
  bytes += (plan.candidates.length + plan.exclusions.length) * bytesPerCandidate;
  bytes += sizeOfCall(request.call);
  const { metadata } = request.caller;
  if (metadata !== null) bytes += JSON.stringify(metadata)?.length ?? 0;
  for (const part of parts) bytes += sizeOfPart(part);
  return bytes + loggedBytes;
}

/** A character takes two bytes in a request, and two more in the request to the provider. Base64 takes one each. */
const bytesPerTextCharacter = 4;
const bytesPerDataCharacter = 2;

/** The approximate memory that a request holds until its generation has ended, bytes. Cheap enough for every call. */
export function sizeOfRequest(call: Call): number {
  let bytes = baseBytes;
  if (call.type === 'embedding') {
    for (const text of call.texts) bytes += text.length * bytesPerTextCharacter;
    return bytes;
  }
  for (const message of call.messages) {
    if (message.role === 'system') bytes += message.text.length * bytesPerTextCharacter;
    else for (const part of message.parts) bytes += lengthOf(part) * perCharacter(part);
  }
  return bytes;
}

function perCharacter({ type }: MessagePart): number {
  const isText = type === 'text' || type === 'reasoning' || type === 'tool-call';
  return isText ? bytesPerTextCharacter : bytesPerDataCharacter;
}

function sizeOfCall(call: Call): number {
  let bytes = sizeOfOptions(call);
  if (call.type === 'embedding') {
    for (const text of call.texts) bytes += bytesPerPart + text.length;
    return bytes;
  }
  for (const message of call.messages) bytes += sizeOfMessage(message) + sizeOfOptions(message);
  for (const tool of call.tools) bytes += bytesPerPart + JSON.stringify(tool.parameters).length;
  if (call.responseFormat.type === 'json-schema') bytes += JSON.stringify(call.responseFormat.schema).length;
  return bytes;
}

function sizeOfMessage(message: Message): number {
  if (message.role === 'system') return bytesPerPart + message.text.length;
  return message.parts.reduce((sum, part) => sum + sizeOfPart(part), bytesPerPart);
}

function sizeOfPart(part: MessagePart): number {
  return bytesPerPart + lengthOf(part) + sizeOfState(part.state) + sizeOfOptions(part);
}

function sizeOfOptions({ providerOptions }: Pick<MessagePart, 'providerOptions'>): number {
  return providerOptions === undefined ? 0 : JSON.stringify(providerOptions).length;
}

function lengthOf(part: MessagePart): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text.length;
    case 'tool-call':
      return part.arguments.length;
    case 'image':
      return part.image.type === 'url' ? part.image.url.length : part.image.data.length;
    case 'file':
    case 'audio':
      return part.source.type === 'url' ? part.source.url.length : part.source.data.length;
  }
}
