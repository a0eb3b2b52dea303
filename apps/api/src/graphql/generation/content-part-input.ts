import { builder } from '../builder.ts';
import { takesLongText } from '../execution/input-bounds.ts';

const ImageInput = builder.inputType('ImageInput', {
  description: 'An image by value.',
  fields: (t) => ({
    mediaType: t.string({ required: true, description: '`image/png`, `image/jpeg`, `image/gif` or `image/webp`.' }),
    data: t.string({ required: true, extensions: takesLongText, description: 'The bytes in base64; at most 15 MB.' }),
  }),
});

export const ContentPartInput = builder.inputType('ContentPartInput', {
  description: 'Exactly one of the members.',
  isOneOf: true,
  fields: (t) => ({
    text: t.string({ extensions: takesLongText, description: 'Text.' }),
    imageUrl: t.string({
      extensions: takesLongText,
      description: 'An image by its `https:` address, fetched by the provider, or as a `data:` URL.',
    }),
    image: t.field({ type: ImageInput, description: 'An image by value.' }),
  }),
});
