import { builder } from '../builder.ts';

export const TemplateUse = builder.inputType('TemplateUse', {
  description: 'A template, and the values of its variables.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: "The name. The workspace's own template has priority over one for all.",
    }),
    version: t.int({ description: 'The version. Default: the latest.' }),
    variables: t.field({
      type: 'JSON',
      description:
        'An object with the values by name. They are inserted as text; placeholders in them are not replaced.',
    }),
  }),
});

export const ServedTemplate = builder.objectRef<{ name: string; version: number }>('ServedTemplate').implement({
  description: 'The template that a generation used.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name of the template.' }),
    version: t.exposeInt('version', { description: 'The version that was used.' }),
  }),
});
