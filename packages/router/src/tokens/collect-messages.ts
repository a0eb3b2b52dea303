import type { FilePart, FileSource, Message, MessagePart } from '@penstock/providers';
import type { PromptParts } from './collect-tools.ts';

/** Tokens around messages, from OpenAI's cookbook: three and the role for each message, three to begin the answer. */
const tokensPerMessage = 4;
const tokensBeforeAnswer = 3;

/** Tokens around a tool call of an earlier answer, in addition to its name and arguments. */
const tokensPerToolCall = 6;

/** Tokens of a file by address, whose length is not known before the call. */
const tokensPerLinkedFile = 2_000;
/** A PDF page has 1,500 to 3,000 tokens and about 80 KB. A text has four letters per token. */
const bytesPerDocumentToken = 40;
const bytesPerTextToken = 4;
/** Gemini has 32 tokens per second, OpenAI 10 to 20. A second of MP3 has 16 KB. */
const bytesPerAudioToken = 500;

/** Adds the conversation. */
export function collectMessages(messages: readonly Message[], imageTokens: number, parts: PromptParts): void {
  for (const message of messages) {
    parts.fixedTokens += tokensPerMessage;
    collectMessage(message, imageTokens, parts);
  }
  parts.fixedTokens += tokensBeforeAnswer;
}

function collectMessage(message: Message, imageTokens: number, parts: PromptParts): void {
  if (message.role === 'system') parts.texts.push(message.text);
  else for (const part of message.parts) collectPart(part, imageTokens, parts);
}

function collectPart(part: MessagePart, imageTokens: number, parts: PromptParts): void {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      parts.texts.push(part.text);
      return;
    case 'tool-call':
      parts.fixedTokens += tokensPerToolCall;
      parts.texts.push(part.name, part.arguments);
      return;
    case 'image':
      parts.fixedTokens += imageTokens;
      return;
    case 'file':
      parts.fixedTokens += tokensOf(part.source, bytesPerTokenOf(part));
      return;
    case 'audio':
      parts.fixedTokens += tokensOf(part.source, bytesPerAudioToken);
      return;
    default:
      part satisfies never;
  }
}

function bytesPerTokenOf({ mediaType }: FilePart): number {
  return mediaType.startsWith('text/') ? bytesPerTextToken : bytesPerDocumentToken;
}

/** Four letters of base64 encode three bytes. */
function tokensOf(source: FileSource, bytesPerToken: number): number {
  return source.type === 'url' ? tokensPerLinkedFile : Math.ceil((source.data.length * 3) / 4 / bytesPerToken);
}
