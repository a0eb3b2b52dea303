import { knownTask } from './task-types.ts';

/**
 * Expected tokens of an answer: an assumption, because they are unknown before the call. Only estimates (cost, latency,
 * scores) use it. Reservations and limits use the worst case.
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

/** Reasoning tokens of models that reason first, in addition to the answer. Billed as output. */
export const expectedThinkingTokens = 600;

/** Tokens of the answer, without reasoning, by task type. 400 for a task that is not in the table. */
export function expectedAnswerTokens(taskType: string | null): number {
  if (taskType === null) return expectedOtherwise;
  return expectedByTask.get(knownTask(taskType)) ?? expectedOtherwise;
}
