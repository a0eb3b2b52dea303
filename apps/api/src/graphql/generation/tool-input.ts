import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';

export const ToolInput = builder.inputType('ToolInput', {
  description: 'A function that the model may call.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'The name: letters, digits, `_` and `-`; at most 64; unique among the tools.',
    }),
    description: t.string({ extensions: takesLongText, description: 'The purpose of the tool, for the model.' }),
    parameters: t.field({
      type: 'JSON',
      required: true,
      description: 'The JSON Schema of its arguments: an object schema.',
    }),
    strict: t.boolean({
      description: 'Whether the arguments must match the schema. Default: that of the provider.',
    }),
    cacheBreakpoint: t.boolean({
      description: 'Whether the tools up to here are worth caching, for providers that need a marker. Default false.',
    }),
  }),
});
