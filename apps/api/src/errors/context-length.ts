/**
 * OpenAI's words for a prompt that is too long. Clients look for them, and read both numbers. `neededTokens`: of prompt
 * and answer; null if unknown.
 */
export function contextLengthWords(windowTokens: number, neededTokens: number | null): string {
  const needed = neededTokens === null ? 'the request needs more' : `you requested ${neededTokens} tokens`;
  return `This model's maximum context length is ${windowTokens} tokens. However, ${needed}. Please reduce the length of the messages or of the completion.`;
}

/** The phrase for the window, in OpenAI's words. */
const openaiWords = /maximum context length is [\d,]+ tokens/i;
/** Parts with unrelated numbers: status and code of a response, and names of models. */
const foreignNumbers = /\(HTTP [^()]*\)|'[^']*'|\b[\w.-]+\/[\w.:-]+/g;
/** Digits, also in groups: 1,048,576. */
const tokenNumber = /(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d{3,})(?![\w-])/g;

/**
 * A provider's error in the words that clients look for, followed by its own words. The smallest number in its sentence
 * is the window, the largest is the need. `windowTokens`: the catalog's window, used if the sentence has fewer than two
 * numbers.
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
