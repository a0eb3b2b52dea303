import type { ReasoningEffort as Effort } from '@penstock/providers';
import { builder } from '../builder.ts';

const efforts = {
  NONE: { value: 'none', description: 'No reasoning.' },
  MINIMAL: { value: 'minimal', description: 'As little as possible.' },
  LOW: { value: 'low', description: 'Little.' },
  MEDIUM: { value: 'medium', description: 'The default of most providers.' },
  HIGH: { value: 'high', description: 'Much.' },
  XHIGH: { value: 'xhigh', description: 'More than HIGH.' },
  MAX: { value: 'max', description: 'As much as the model can.' },
} as const satisfies Record<string, { value: Effort; description: string }>;

const ReasoningEffort = builder.enumType('ReasoningEffort', {
  description: 'The amount of reasoning before the answer.',
  values: efforts,
});

export const ReasoningInput = builder.inputType('ReasoningInput', {
  description:
    'The amount of reasoning, in the form that the model accepts: an effort, a budget, or a switch. If another value was sent, `Generation.warnings` says so.',
  fields: (t) => ({
    effort: t.field({
      type: ReasoningEffort,
      description: 'The effort. If the model lacks it, it gets its nearest effort.',
    }),
    budgetTokens: t.int({
      description: 'The most tokens of reasoning, 0 for none. It has priority over `effort` if a model accepts both.',
    }),
    summary: t.boolean({ description: 'Whether to show the reasoning. Default: that of the provider.' }),
  }),
});
