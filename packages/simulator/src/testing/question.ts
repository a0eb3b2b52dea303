import type { Question } from '../answer/question.ts';

/** A request with one prompt, changed by the test. */
export function questionOf(prompt: string, changes: Partial<Question> = {}): Question {
  return {
    model: 'sandbox-small',
    system: '',
    turns: [{ role: 'user', text: prompt, images: [] }],
    tools: [],
    toolChoice: { type: 'auto' },
    allowsParallelCalls: true,
    format: { type: 'text' },
    maxTokens: null,
    stop: [],
    prefill: null,
    seed: null,
    wantsReasoning: false,
    caching: 'automatic',
    exactTokens: null,
    ...changes,
  };
}
