import type { ImageSource } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';

/** Characters of a data: URL before its bytes. */
const longestHeader = 200;
const mediaTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
/** Characters of an address. */
const longestAddress = 8_192;
const imageLimitBytes = 15 * 1024 * 1024;

/** An image by its address: `https:`, `http:`, or the whole image as a `data:` URL. */
export function parseImageUrl(url: string, path: string): ImageSource {
  if (url.startsWith('data:')) return parseDataUrl(url, path);
  if (url.length > longestAddress) {
    throw new InputError(
      path,
      `may have at most ${longestAddress} characters, not ${url.length}: send the image as a data: URL`,
    );
  }
  if (!URL.canParse(url)) throw new InputError(path, 'is not a URL: give an https: address or a data: URL');
  const { protocol } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new InputError(path, `has the scheme '${protocol}': only https:, http: and data: are taken`);
  }
  return { type: 'url', url };
}

function parseDataUrl(url: string, path: string): ImageSource {
  const comma = url.indexOf(',');
  const header = /^data:([^;,]+);base64$/i.exec(url.slice(0, Math.min(Math.max(comma, 0), longestHeader)));
  if (header?.[1] === undefined) {
    throw new InputError(path, 'is not a base64 data: URL: it must read data:image/png;base64,…');
  }
  return parseImageBytes(header[1], url.slice(comma + 1), { mediaType: path, data: path });
}

/** An image by its bytes in base64. `paths` names the two fields that it came in. */
export function parseImageBytes(
  mediaType: string,
  data: string,
  paths: { mediaType: string; data: string },
): ImageSource {
  const type = mediaType.toLowerCase().replace('image/jpg', 'image/jpeg');
  if (!mediaTypes.includes(type)) {
    throw new InputError(
      paths.mediaType,
      `'${mediaType.slice(0, 80)}' is not an image that models take: ${mediaTypes.join(', ')}`,
    );
  }
  if (data.startsWith('data:'))
    throw new InputError(paths.data, 'is a data: URL: give the base64 alone, or use imageUrl');
  if (data.length > Math.ceil(imageLimitBytes / 3) * 4) {
    throw new InputError(paths.data, `is larger than ${imageLimitBytes / 1024 / 1024} MB`);
  }
  if (!isBase64(data)) throw new InputError(paths.data, 'is not base64');
  if (!startsLike(type, data)) throw new InputError(paths.data, `does not hold an image of the type ${type}`);
  return { type: 'base64', mediaType: type, data };
}

function isBase64(data: string): boolean {
  return data.length > 0 && data.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(data);
}

/** A wrong media type is refused by providers with errors that name nothing; the first bytes tell it here. */
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
