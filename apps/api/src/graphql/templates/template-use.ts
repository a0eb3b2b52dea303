import { builder } from '../builder.ts';

export const TemplateUse = builder.inputType('TemplateUse', {
  description: 'A template, and the values of its variables.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description: "Its name: the workspace's own template before the one for all.",
    }),
    version: t.int({ description: 'Left out: the latest.' }),
    variables: t.field({
      type: 'JSON',
      description:
        'An object with the values by their names. They are inserted as text: placeholders in them stay text.',
    }),
  }),
});

export const ServedTemplate = builder.objectRef<{ name: string; version: number }>('ServedTemplate').implement({
  description: 'The template that a generation began with.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    version: t.exposeInt('version', { description: 'The version that served.' }),
  }),
});
