import type { FinishReason as Reason } from '@penstock/providers';
import { builder } from '../builder.ts';

const reasons = {
  STOP: { value: 'stop', description: 'It had said all, or met a stop text.' },
  LENGTH: { value: 'length', description: 'It ran into the output limit.' },
  TOOL_CALLS: { value: 'tool-calls', description: 'It waits for the results of tool calls.' },
  CONTENT_FILTER: { value: 'content-filter', description: 'The provider cut it for its content.' },
  UNKNOWN: { value: 'unknown', description: 'A reason that has no name here; `rawFinishReason` has it.' },
} as const satisfies Record<string, { value: Reason; description: string }>;

export const FinishReason = builder.enumType('FinishReason', {
  description: 'Why a model stopped.',
  values: reasons,
});

/** The reason in a stored row, whose column is plain text. */
export function finishReasonOf(text: string | null): Reason | null {
  if (text === null) return null;
  return Object.values(reasons).find((one) => one.value === text)?.value ?? 'unknown';
}
