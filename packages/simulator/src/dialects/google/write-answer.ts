import type { Answer, AnswerFinish, AnswerPart, AnswerUsage, ToolCallPart } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import { parseJson } from '../../json-value.ts';

/** The answer as one `GenerateContentResponse`. */
export function writeGoogleAnswer(model: string, answer: Answer): unknown {
  const content = { parts: answer.parts.map(writePart), role: 'model' };
  return {
    candidates: [{ content, finishReason: googleFinishReason(answer.finish), index: 0 }],
    usageMetadata: googleUsage(answer.usage),
    modelVersion: model,
    responseId: createId(''),
  };
}

export function writePart(part: AnswerPart): unknown {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'reasoning':
      return { text: part.text, thought: true };
    case 'tool-call':
      return writeCall(part);
  }
}

/** The first call of an answer has the signature of the thinking before it. */
function writeCall({ index, name, text }: ToolCallPart): unknown {
  const functionCall = { name, args: parseJson(text) ?? {} };
  return index === 0 ? { functionCall, thoughtSignature: 'c2FuZGJveA==' } : { functionCall };
}

/** Google has no finish reason for function calls. */
export function googleFinishReason(finish: AnswerFinish): string {
  switch (finish) {
    case 'stop':
    case 'stop-sequence':
    case 'tool-calls':
      return 'STOP';
    case 'length':
      return 'MAX_TOKENS';
    case 'content-filter':
      return 'SAFETY';
  }
}

/** Google's prompt count includes cached tokens. Its candidates' count excludes thinking. */
export function googleUsage(usage: AnswerUsage): unknown {
  const prompt = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: usage.outputTokens,
    totalTokenCount: prompt + usage.outputTokens + usage.reasoningTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
    ...(usage.cachedInputTokens === 0 ? {} : { cachedContentTokenCount: usage.cachedInputTokens }),
    ...(usage.reasoningTokens === 0 ? {} : { thoughtsTokenCount: usage.reasoningTokens }),
  };
}
