import type { ImageSource } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseAddress, parseBase64 } from './parse-address.ts';

const mediaTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Parses the address of an image: `https:`, `http:`, or the whole image as a `data:` URL. */
export function parseImageUrl(url: string, path: string): ImageSource {
  const address = parseAddress(url, path, 'the image');
  if (address.type === 'url') return address;
  return parseImageBytes(address.mediaType, address.data, { mediaType: path, data: path });
}

/** Parses the bytes of an image in base64. `paths` names its two fields. */
export function parseImageBytes(
  mediaType: string,
  data: string,
  paths: { mediaType: string; data: string },
): ImageSource {
  const type = mediaType.toLowerCase().replace('image/jpg', 'image/jpeg');
  if (!mediaTypes.includes(type)) {
    throw new InputError(
      paths.mediaType,
      `'${mediaType.slice(0, 80)}' is not a supported image type: ${mediaTypes.join(', ')}`,
    );
  }
  parseBase64(data, paths.data, 'imageUrl');
  if (!startsLike(type, data)) throw new InputError(paths.data, `is not an image of the type ${type}`);
  return { type: 'base64', mediaType: type, data };
}

/** Whether the first bytes fit the media type. Providers refuse a wrong type with errors that do not name it. */
function startsLike(mediaType: string, data: string): boolean {
  const bytes = Buffer.from(data.slice(0, 24), 'base64');
  switch (mediaType) {
    case 'image/png':
      return bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    case 'image/jpeg':
      return bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]));
    case 'image/gif':
      return bytes.subarray(0, 4).toString('latin1') === 'GIF8';
    default:
      return bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP';
  }
}
