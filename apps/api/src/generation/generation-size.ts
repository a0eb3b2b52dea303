import type { Message } from '@penstock/providers';
import type { Generation } from './generation.ts';

/** What a generation takes beside its texts: its objects, its plan, its events that are no deltas. Bytes. */
const baseBytes = 4 * 1024;
const bytesPerAttempt = 1024;
const bytesPerCandidate = 256;
/** Numbers, names and links of a message, a part or a call. */
const bytesPerPart = 128;

/** About what an ended generation takes in memory, with its event log. A character counts as a byte. */
export function sizeOfGeneration(generation: Generation, loggedBytes: number): number {
  const { request, plan, text, reasoning, toolCalls, attempts } = generation;
  let bytes = baseBytes + attempts.length * bytesPerAttempt;
  bytes += (plan.candidates.length + plan.exclusions.length) * bytesPerCandidate;
  for (const message of request.messages) bytes += sizeOfMessage(message);
  for (const tool of request.tools) bytes += bytesPerPart + JSON.stringify(tool.parameters).length;
  if (request.responseFormat.type === 'json-schema') bytes += JSON.stringify(request.responseFormat.schema).length;
  if (request.metadata !== null) bytes += JSON.stringify(request.metadata)?.length ?? 0;
  bytes += text.length + reasoning.length + loggedBytes;
  for (const call of toolCalls) bytes += bytesPerPart + call.arguments.length;
  return bytes;
}

function sizeOfMessage(message: Message): number {
  switch (message.role) {
    case 'system':
    case 'tool':
      return bytesPerPart + message.text.length;
    case 'assistant': {
      const calls = message.toolCalls.reduce((sum, call) => sum + bytesPerPart + call.arguments.length, 0);
      return bytesPerPart + message.text.length + calls;
    }
    case 'user':
      return message.parts.reduce((sum, part) => {
        if (part.type === 'text') return sum + bytesPerPart + part.text.length;
        const { image } = part;
        return sum + bytesPerPart + (image.type === 'url' ? image.url.length : image.data.length);
      }, bytesPerPart);
  }
}
