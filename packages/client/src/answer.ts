import type { Generation, GenerationEvent } from './events.ts';

/** An answer so far. */
export type Answer = {
  /** Null before the first event. */
  generationId: string | null;
  text: string;
  reasoning: string;
  refusal: string;
  /** `argumentsText` is JSON once the call is complete. */
  toolCalls: readonly { id: string; name: string; argumentsText: string }[];
  /** The models that failed, in order. */
  failedModels: readonly string[];
  /** The final generation; null while it runs. */
  generation: Generation | null;
};

export const emptyAnswer: Answer = Object.freeze({
  generationId: null,
  text: '',
  reasoning: '',
  refusal: '',
  toolCalls: [],
  failedModels: [],
  generation: null,
});

/** The answer after an event. Pure, for reducers. */
export function addEvent(answer: Answer, event: GenerationEvent): Answer {
  switch (event.type) {
    case 'GenerationStarted':
      return { ...answer, generationId: event.generationId };
    case 'TextDelta':
      return { ...answer, text: answer.text + event.text };
    case 'ReasoningDelta':
      return { ...answer, reasoning: answer.reasoning + event.text };
    case 'RefusalDelta':
      return { ...answer, refusal: answer.refusal + event.text };
    case 'ToolCallDelta':
      return { ...answer, toolCalls: extendCall(answer.toolCalls, event) };
    case 'AttemptFailed':
      return { ...answer, failedModels: [...answer.failedModels, event.model] };
    case 'GenerationRestarted':
      return { ...answer, text: '', reasoning: '', refusal: '', toolCalls: [] };
    case 'GenerationCompleted':
      return { ...answer, generation: event.generation };
    default:
      // `GenerationContinued`, and events that a newer service may add: the text so far stays valid.
      return answer;
  }
}

function extendCall(
  calls: Answer['toolCalls'],
  { index, id, name, argumentsDelta }: Extract<GenerationEvent, { type: 'ToolCallDelta' }>,
): Answer['toolCalls'] {
  const extended = [...calls];
  extended[index] = { id, name, argumentsText: (calls[index]?.argumentsText ?? '') + argumentsDelta };
  return extended;
}
