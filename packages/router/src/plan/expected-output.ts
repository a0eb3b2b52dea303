/**
 * How many tokens an answer usually has: an assumption, since it is unknown before the call. It only feeds estimates
 * (cost, latency, scores); what is reserved and what may not be exceeded is reckoned with the worst case.
 */
const expectedByTask: ReadonlyMap<string, number> = new Map(
  Object.entries<number>({
    classification: 20,
    sentiment: 20,
    extraction: 150,
    simple: 150,
    simple_tasks: 150,
    question_answering: 250,
    summarization: 300,
    analysis: 800,
    reasoning: 800,
    math: 800,
    data_analysis: 800,
    code_review: 800,
    code_generation: 800,
    creative_writing: 1000,
    content_generation: 1000,
  }),
);

/** An answer of a chat: about 300 words. */
const expectedOtherwise = 400;

/** What models that think first spend on it, beside the answer; billed as output. */
export const expectedThinkingTokens = 600;

/** Tokens of the answer alone, without thinking, by task type; 400 for a task that is not in the table. */
export function expectedAnswerTokens(taskType: string | null): number {
  if (taskType === null) return expectedOtherwise;
  return expectedByTask.get(taskType.toLowerCase()) ?? expectedOtherwise;
}
