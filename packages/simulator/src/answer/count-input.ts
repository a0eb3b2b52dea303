import type { Question } from './question.ts';
import { countTokens } from './tokens.ts';

/** What an image is billed as, whatever its size. */
const tokensPerImage = 85;
/** Role and separators of a message, and what begins the answer, as OpenAI bills them. */
const tokensPerMessage = 4;
const tokensBeforeAnswer = 3;

/** The prompt's tokens: messages, images, tools and prefill. */
export function countInput(question: Question): number {
  let tokens = tokensBeforeAnswer;
  if (question.system !== '') tokens += countTokens(question.system) + tokensPerMessage;
  for (const turn of question.turns) {
    tokens += countTokens(turn.text) + tokensPerMessage;
    if (turn.role === 'user') tokens += turn.images.length * tokensPerImage;
  }
  if (question.prefill !== null) tokens += countTokens(question.prefill) + tokensPerMessage;
  if (question.tools.length > 0) tokens += countTokens(JSON.stringify(question.tools));
  return tokens;
}
