import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';

export const ToolInput = builder.inputType('ToolInput', {
  description: 'A function that the model may call.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Letters, digits, `_` and `-`; at most 64; unique among the tools.',
    }),
    description: t.string({ extensions: takesLongText, description: 'Its purpose, for the model.' }),
    parameters: t.field({
      type: 'JSON',
      required: true,
      description: 'JSON Schema of its arguments: an object schema.',
    }),
    strict: t.boolean({
      description: "Whether the arguments must fit the schema; the provider's default when left out.",
    }),
    cacheBreakpoint: t.boolean({
      description: 'The tools up to here are worth caching, for providers that need a marker. Default false.',
    }),
  }),
});
