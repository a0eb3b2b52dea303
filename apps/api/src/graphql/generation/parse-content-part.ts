import type { ContentPart } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseImageBytes, parseImageUrl } from '../../generation/input/parse-image.ts';
import type { ContentPartInput } from './content-part-input.ts';

/** A part of a user's message: text, or an image by address or by value. */
export function parseContentPart(part: typeof ContentPartInput.$inferInput, path: string): ContentPart {
  if (part.text != null) {
    if (part.text === '') throw new InputError(`${path}.text`, 'is empty');
    return { type: 'text', text: part.text };
  }
  if (part.imageUrl != null) return { type: 'image', image: parseImageUrl(part.imageUrl, `${path}.imageUrl`) };
  if (part.image != null) {
    const { mediaType, data } = part.image;
    const paths = { mediaType: `${path}.image.mediaType`, data: `${path}.image.data` };
    return { type: 'image', image: parseImageBytes(mediaType, data, paths) };
  }
  throw new InputError(path, 'is empty: give text, imageUrl or image');
}
