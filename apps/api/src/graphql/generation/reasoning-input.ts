import type { ReasoningEffort as Effort } from '@penstock/providers';
import { builder } from '../builder.ts';

const efforts = {
  NONE: { value: 'none', description: 'No reasoning.' },
  MINIMAL: { value: 'minimal', description: 'As little as possible.' },
  LOW: { value: 'low', description: 'Little.' },
  MEDIUM: { value: 'medium', description: 'As most providers do by default.' },
  HIGH: { value: 'high', description: 'Much.' },
  XHIGH: { value: 'xhigh', description: 'More than HIGH.' },
  MAX: { value: 'max', description: 'As much as the model can.' },
} as const satisfies Record<string, { value: Effort; description: string }>;

const ReasoningEffort = builder.enumType('ReasoningEffort', {
  description: 'How much a model reasons before it answers.',
  values: efforts,
});

export const ReasoningInput = builder.inputType('ReasoningInput', {
  description:
    'How much to reason, in the form that the model takes: an effort, a budget, or a switch. `Generation.warnings` says what was sent where that differs.',
  fields: (t) => ({
    effort: t.field({
      type: ReasoningEffort,
      description: 'The effort. A model that lacks it gets the nearest that it has.',
    }),
    budgetTokens: t.int({
      description: 'The most tokens of reasoning, 0 for none; goes before `effort` where a model takes both.',
    }),
    summary: t.boolean({ description: "Whether to show the reasoning; the provider's default when left out." }),
  }),
});
