import type {
  AssistantMessage,
  AssistantPart,
  AudioPart,
  ContentPart,
  FilePart,
  ImagePart,
  Message,
  ToolMessage,
} from '../contract/message.ts';
import { isCallersOwn, ownState, stateInOpenAiForm } from '../contract/provider-state.ts';
import { guessImageMediaType } from '../http/image-media-type.ts';
import { type JsonObject, parseObject, readObject, readText } from '../json/read-json-value.ts';
import { gatherTurns, joinInstructions } from '../messages/gather-turns.ts';
import { textOfMessage } from '../messages/message-texts.ts';
import { ownBlockOf } from '../messages/native-blocks.ts';
import { toArgumentsObject } from '../messages/to-function.ts';
import { type WriteContext, withOptions } from '../messages/write-context.ts';

/** Google's documented value for calls with an unknown signature, such as calls of other models. */
const unknownSignature = 'skip_thought_signature_validator';

/**
 * Writes the conversation in Google's form: separate system text, and turns of parts; the assistant is called `model`.
 */
export function toGoogleContents(
  messages: readonly Message[],
  model: string,
  context: WriteContext,
): { system: string; contents: readonly JsonObject[] } {
  const isThird = isThirdGeneration(model);
  const { system, turns } = gatherTurns(messages, context, {
    user: ({ parts }) => parts.map((part) => withOptions(toPart(part), part.providerOptions, context)),
    assistant: (message) => toModelParts(message, isThird, context),
    tool: (message) => toResultParts(message, isThird),
  });
  const contents = turns.map(({ role, blocks }) => ({ role: role === 'assistant' ? 'model' : 'user', parts: blocks }));
  return { system: joinInstructions(system), contents };
}

/** Gemini 3 and later refuse a turn whose first call has no signature, and accept files within results. */
function isThirdGeneration(model: string): boolean {
  const generation = /gemini-(\d+)/.exec(model)?.[1];
  return generation !== undefined && Number(generation) >= 3;
}

function toPart(part: ContentPart): JsonObject {
  return part.type === 'text' ? { text: part.text } : toData(part);
}

/** Google requires the type of a file before it fetches it. */
function toData(part: ImagePart | FilePart | AudioPart): JsonObject {
  if (part.type === 'image') {
    const { image } = part;
    if (image.type === 'base64') return { inlineData: { mimeType: image.mediaType, data: image.data } };
    return { fileData: { mimeType: guessImageMediaType(image.url), fileUri: image.url } };
  }
  const { mediaType: mimeType, source } = part;
  return source.type === 'base64'
    ? { inlineData: { mimeType, data: source.data } }
    : { fileData: { mimeType, fileUri: source.url } };
}

function toModelParts(
  message: AssistantMessage,
  wantsSignature: boolean,
  context: WriteContext,
): readonly JsonObject[] {
  // One signed call is enough for the calls with it.
  let hasSignedCall =
    !wantsSignature || message.parts.some((part) => part.type === 'tool-call' && signatureOf(part, context));
  return message.parts.flatMap((part) => {
    const written = toModelPart(part, context);
    if (written === null) return [];
    const signature =
      signatureOf(part, context) ?? (part.type === 'tool-call' && !hasSignedCall ? unknownSignature : null);
    if (part.type === 'tool-call') hasSignedCall = true;
    const signed = signature === null ? written : { ...written, thoughtSignature: signature };
    return [withOptions(signed, part.providerOptions, context)];
  });
}

/** The signature as Gemini sent it, or in Google's form for OpenAI's protocol. */
function signatureOf(part: AssistantPart, context: WriteContext): string | null {
  const own = readText(ownState(part.state, context)?.thoughtSignature);
  if (own !== null) return own;
  const extra = readObject(stateInOpenAiForm(part.state, context)?.extra_content);
  return readText(readObject(extra?.google)?.thought_signature);
}

/** Null for a part that is not sent: empty text, and reasoning of another provider. */
function toModelPart(part: AssistantPart, context: WriteContext): JsonObject | null {
  switch (part.type) {
    case 'text':
      if (ownBlockOf(part, context) !== null) return ownBlockOf(part, context);
      return part.text === '' && signatureOf(part, context) === null ? null : { text: part.text };
    case 'reasoning':
      if ((!isCallersOwn(part) || part.text === '') && ownState(part.state, context) === null) return null;
      return { text: part.text, thought: true };
    case 'tool-call':
      return { functionCall: { name: part.name, args: toArgumentsObject(part.arguments) } };
    case 'image':
    case 'file':
    case 'audio':
      return toData(part);
    default:
      return part satisfies never;
  }
}

/** Models before the third generation get the files of a result after it. */
function toResultParts(message: ToolMessage, takesFiles: boolean): readonly JsonObject[] {
  const files = message.parts.filter((part) => part.type !== 'text').map(toData);
  const response = { name: message.toolName, response: toResponse(message) };
  if (takesFiles && files.length > 0) return [{ functionResponse: { ...response, parts: files } }];
  return [{ functionResponse: response }, ...files];
}

/** A result must be an object. Any other value is wrapped in an object. A failure has Google's name for it. */
function toResponse(message: ToolMessage): JsonObject {
  const text = textOfMessage(message);
  return message.isError ? { error: text } : (parseObject(text) ?? { result: text });
}
