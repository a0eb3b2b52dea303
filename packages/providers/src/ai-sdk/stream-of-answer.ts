import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';

/** Converts a whole answer into the equivalent stream. */
export function streamOfAnswer(answer: LanguageModelV4GenerateResult): ReadableStream<LanguageModelV4StreamPart> {
  const { content, finishReason, usage, providerMetadata, response, warnings } = answer;
  const parts: LanguageModelV4StreamPart[] = [{ type: 'stream-start', warnings }];
  if (response !== undefined) {
    const { id, modelId } = response;
    parts.push({ type: 'response-metadata', ...(id && { id }), ...(modelId && { modelId }) });
  }
  for (const [index, part] of content.entries()) parts.push(...partsOf(part, String(index)));
  parts.push({ type: 'finish', finishReason, usage, ...(providerMetadata && { providerMetadata }) });
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

function partsOf(part: LanguageModelV4Content, id: string): readonly LanguageModelV4StreamPart[] {
  if (part.type === 'tool-call' || part.type === 'file') return [part];
  // Sources and results of the provider's own tools have no place in this answer.
  if (part.type !== 'text' && part.type !== 'reasoning') return [];
  const { type, text, providerMetadata } = part;
  const metadata = providerMetadata === undefined ? {} : { providerMetadata };
  return [
    { type: `${type}-start`, id },
    { type: `${type}-delta`, id, delta: text },
    { type: `${type}-end`, id, ...metadata },
  ];
}
