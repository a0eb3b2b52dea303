import { builder } from '../builder.ts';

const ResponseFormat = builder.enumType('ResponseFormat', {
  description: 'The form of an answer.',
  values: {
    TEXT: { description: 'Free text.' },
    JSON: { description: 'Any JSON value.' },
    JSON_SCHEMA: { description: 'JSON that fits `schema`; an answer that does not is repaired once, then refused.' },
  } as const,
});

export const ResponseFormatInput = builder.inputType('ResponseFormatInput', {
  description: 'The form that an answer must have.',
  fields: (t) => ({
    type: t.field({ type: ResponseFormat, required: true, description: 'Text, JSON, or JSON by a schema.' }),
    schema: t.field({ type: 'JSON', description: 'JSON Schema of the answer; for JSON_SCHEMA, and required there.' }),
    name: t.string({
      description: 'Labels the schema for the provider: letters, digits, `_` and `-`. Default `response`.',
    }),
  }),
});
