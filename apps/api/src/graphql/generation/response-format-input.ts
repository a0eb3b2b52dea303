import { builder } from '../builder.ts';

const ResponseFormat = builder.enumType('ResponseFormat', {
  description: 'The form of an answer.',
  values: {
    TEXT: { description: 'Free text.' },
    JSON: { description: 'Any JSON value.' },
    JSON_SCHEMA: { description: 'JSON that matches `schema`. An answer that does not is repaired once, then refused.' },
  } as const,
});

export const ResponseFormatInput = builder.inputType('ResponseFormatInput', {
  description: 'The required format of an answer.',
  fields: (t) => ({
    type: t.field({ type: ResponseFormat, required: true, description: 'Text, JSON, or JSON with a schema.' }),
    schema: t.field({
      type: 'JSON',
      description: 'The JSON Schema of the answer; required for JSON_SCHEMA, and only allowed there.',
    }),
    name: t.string({
      description: 'The name of the schema for the provider: letters, digits, `_` and `-`. Default `response`.',
    }),
  }),
});
