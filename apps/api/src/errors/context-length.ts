/**
 * The words of OpenAI for a prompt that is too long. Clients look for them, and read both numbers. `neededTokens`: of
 * prompt and answer, null where that is not known.
 */
export function contextLengthWords(windowTokens: number, neededTokens: number | null): string {
  const needed = neededTokens === null ? 'the request needs more' : `you requested ${neededTokens} tokens`;
  return `This model's maximum context length is ${windowTokens} tokens. However, ${needed}. Please reduce the length of the messages or of the completion.`;
}

/** How a sentence names the window, in OpenAI's words. */
const openaiWords = /maximum context length is [\d,]+ tokens/i;
/** Status and code of a response, and names of models, which have numbers of their own. */
const foreignNumbers = /\(HTTP [^()]*\)|'[^']*'|\b[\w.-]+\/[\w.:-]+/g;
/** Digits, also in groups: 1,048,576. */
const tokenNumber = /(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d{3,})(?![\w-])/g;

/**
 * The error of a provider in the words that clients look for, and then in its own. Of the numbers in its sentence the
 * smallest is the window, the largest what was needed. `windowTokens`: of the catalog, where the sentence has fewer.
 */
export function inContextLengthWords(message: string, windowTokens: number | null): string {
  if (openaiWords.test(message)) return message;
  const numbers = [...message.replace(foreignNumbers, ' ').matchAll(tokenNumber)].map(([text]) =>
    Number(text.replaceAll(',', '')),
  );
  const [smallest, largest] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length > 1 && smallest < largest) return `${contextLengthWords(smallest, largest)} ${message}`;
  const window = windowTokens ?? numbers[0];
  return window === undefined ? message : `${contextLengthWords(window, null)} ${message}`;
}
